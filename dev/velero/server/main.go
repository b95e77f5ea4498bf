// A server of Velero, which restores what Ark wrote, and writes what Ark restores.
package main

import (
	"os"

	"github.com/vmware-tanzu/velero/pkg/cmd/velero"
)

func main() {
	if err := velero.NewCommand("velero").Execute(); err != nil {
		os.Exit(1)
	}
}
