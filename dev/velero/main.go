// The command line of Velero without its server: what a person of that era types against Ark's server.
// Every command is Velero's own; only the root that holds them is written here.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/vmware-tanzu/velero/pkg/client"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/backup"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/backuplocation"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/create"
	del "github.com/vmware-tanzu/velero/pkg/cmd/cli/delete"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/describe"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/get"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/repo"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/restore"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/schedule"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/snapshotlocation"
	"github.com/vmware-tanzu/velero/pkg/cmd/cli/version"
)

func main() {
	config, err := client.LoadConfig()
	if err != nil {
		panic(err)
	}
	factory := client.NewFactory("velero", config)
	root := &cobra.Command{Use: "velero"}
	factory.BindFlags(root.PersistentFlags())
	root.AddCommand(
		backup.NewCommand(factory), restore.NewCommand(factory), schedule.NewCommand(factory),
		backuplocation.NewCommand(factory), snapshotlocation.NewCommand(factory), repo.NewCommand(factory),
		version.NewCommand(factory), get.NewCommand(factory), describe.NewCommand(factory),
		create.NewCommand(factory), del.NewCommand(factory))
	if root.Execute() != nil {
		os.Exit(1)
	}
}
