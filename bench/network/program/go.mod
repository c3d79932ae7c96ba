module bulkhead/pair

go 1.22
