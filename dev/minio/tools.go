//go:build tools

// Package minio pins the S3 server that the integration tests talk to.
package minio

import _ "github.com/minio/minio"
