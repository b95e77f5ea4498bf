module ark.dev/image/start

go 1.24
