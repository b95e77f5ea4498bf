//go:build tools

// Package tools pins the restic that Ark runs: to change it, change its version in go.mod.
package tools

import _ "github.com/restic/restic/cmd/restic"
