set -eu
mariadb --host="$DB_HOST" --port="$DB_PORT" --user="$DB_USER" --password="$DB_PASSWORD" --skip-column-names \
  --execute='select title from posts order by id' "$DB_NAME" > /www/index.html
exec /bin/busybox httpd -f -p 8080 -h /www
