//go:build tools

// The plugin by which it keeps backups in S3, a program of its own.
package main

import _ "github.com/vmware-tanzu/velero-plugin-for-aws/velero-plugin-for-aws"
