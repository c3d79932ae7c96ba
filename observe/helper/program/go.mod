module bulkhead/helper

go 1.22
