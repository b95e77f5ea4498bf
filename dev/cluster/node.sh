# Sourced by cluster: the node, on which pods run and claims are met. Needs root; there is one on a machine,
# because the kubelet's folder, the bridge and the packet filter's rules are the machine's.
# shellcheck shell=bash
kubelet_root=/var/lib/kubelet # where every node agent looks for the pods' volumes
node_file=/run/ark-cluster.node # holds the folder of the cluster that has the node
service_cidr=10.96.0.0/16 pod_cidr=10.244.0.0/24
node_ip=10.244.0.1 # the bridge that the pods hang on
dns_ip=10.96.0.10
dns_port=10053 # on the bridge; the machine may have a name server of its own on 53

# Whether this cluster may have the machine's node; says who has it.
node_is_free() {
    if ((UID != 0)); then
        echo "cluster: a node needs root; without --node there is an API server, on which pods do not run" >&2
        return 1
    fi
    local owner pid
    owner=$(cat "$node_file" 2>/dev/null || true)
    if [ -n "$owner" ] && [ "$owner" != "$dir" ] && (dir=$owner; any_running); then
        {
            echo "cluster: this machine's node belongs to the cluster in $owner, since $(stat -c %y "$node_file" | cut -c1-16)."
            echo "There is one node per machine. Stop that cluster first: ARK_CLUSTER_DIR=$owner $0 down"
        } >&2
        return 1
    fi
    [ -z "$owner" ] || [ "$owner" = "$dir" ] || (dir=$owner; down) # the remains of one that was killed
    if [ "$owner" != "$dir" ] && pid=$(pidof -s kubelet); then
        echo "cluster: a kubelet that this launcher did not start runs already (process $pid)" >&2
        return 1
    fi
}

node() { # loads $first_image meanwhile, if there is one
    local loading=""
    pod_network
    start_containerd
    if [ -n "$first_image" ]; then
        image "$first_image" >&2 &
        loading=$!
    fi
    busybox_image localhost/pause:1 sleep 2147483647
    busybox_image localhost/busybox:1 sh
    start_kubelet
    start proxy "$bin/kube-proxy" --kubeconfig=proxy.kubeconfig --hostname-override=node1 \
        --cluster-cidr="$pod_cidr" --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 \
        --conntrack-tcp-timeout-close-wait=0
    start_dns
    await kubelet 60 "$bin/kubectl" wait --for=condition=Ready node/node1 --timeout=1s
    start_storage
    [ -z "$loading" ] || wait "$loading"
}

pod_network() {
    ip link show cni0 >/dev/null 2>&1 || ip link add cni0 type bridge
    ip addr replace "$node_ip/24" dev cni0
    ip link set cni0 up
    sysctl -qw net.ipv4.ip_forward=1 2>/dev/null || echo 1 >/proc/sys/net/ipv4/ip_forward
    # Docker, where it is installed, drops what it does not know.
    iptables -C FORWARD -i cni0 -j ACCEPT 2>/dev/null || iptables -I FORWARD -i cni0 -j ACCEPT
    iptables -C FORWARD -o cni0 -j ACCEPT 2>/dev/null || iptables -I FORWARD -o cni0 -j ACCEPT
    mkdir -p "$dir/cni"
    cat >"$dir/cni/10-bridge.conflist" <<-C
		{"cniVersion": "1.0.0", "name": "bridge", "plugins": [
		  {"type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true,
		   "ipam": {"type": "host-local", "dataDir": "$dir/cni/leases", "ranges": [[{"subnet": "$pod_cidr"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
		  {"type": "portmap", "capabilities": {"portMappings": true}}]}
	C
}

start_containerd() {
    cat >"$dir/containerd.toml" <<-C
		version = 2
		root = "$dir/containerd/root"
		state = "$dir/containerd/state"
		[grpc]
		  address = "$dir/containerd/containerd.sock"
		[plugins."io.containerd.grpc.v1.cri"]
		  sandbox_image = "localhost/pause:1"
		  # The machine may withhold CAP_SYS_RESOURCE; without this line no pod starts then.
		  restrict_oom_score_adj = true
		[plugins."io.containerd.grpc.v1.cri".cni]
		  bin_dir = "/usr/lib/cni"
		  conf_dir = "$dir/cni"
	C
    start containerd containerd --config "$dir/containerd.toml"
    await containerd 30 containers version
}

start_kubelet() {
    # Whatever else lies in that folder stays there.
    [ -n "$(ls -A "$kubelet_root" 2>/dev/null)" ] || touch "$dir/kubelet-root-is-ours"
    cat >"$dir/kubelet.yaml" <<-C
		apiVersion: kubelet.config.k8s.io/v1beta1
		kind: KubeletConfiguration
		cgroupDriver: cgroupfs
		failCgroupV1: false
		enforceNodeAllocatable: []
		localStorageCapacityIsolation: false
		failSwapOn: false
		resolvConf: ""
		clusterDNS: [$dns_ip]
		clusterDomain: cluster.local
		containerRuntimeEndpoint: unix://$dir/containerd/containerd.sock
		authentication: {anonymous: {enabled: false}, x509: {clientCAFile: $dir/pki/ca.crt}, webhook: {enabled: true}}
		authorization: {mode: Webhook}
		tlsCertFile: $dir/pki/kubelet.crt
		tlsPrivateKeyFile: $dir/pki/kubelet.key
	C
    start kubelet "$bin/kubelet" --config="$dir/kubelet.yaml" --kubeconfig=kubelet.kubeconfig \
        --hostname-override=node1 --node-ip="$node_ip" --root-dir="$kubelet_root"
}

# CoreDNS is a process of the machine, not a pod: it is there before the first pod, and in no backup.
start_dns() {
    local upstream=""
    ! grep -qs '^nameserver' /etc/resolv.conf || upstream="forward . /etc/resolv.conf"
    cat >"$dir/Corefile" <<-C
		.:$dns_port {
		    bind $node_ip
		    errors
		    cache 5
		    kubernetes cluster.local in-addr.arpa {
		        kubeconfig $dir/admin.kubeconfig
		        pods insecure
		        ttl 5
		        fallthrough in-addr.arpa
		    }
		    $upstream
		}
	C
    sed "s/NODE_IP/$node_ip/; s/DNS_IP/$dns_ip/; s/DNS_PORT/$dns_port/" "$here/dns.yaml" |
        "$bin/kubectl" apply -f - >/dev/null
    start coredns "$(programs_of coredns)/coredns" -conf "$dir/Corefile"
    await coredns 30 listens "$node_ip" "$dns_port"
}

start_storage() {
    local csi
    csi="$(programs_of csi-driver)/csi-driver"
    mkdir -p "$dir/volumes"
    start csi-driver "$csi" --root "$dir/volumes" --kubelet "$kubelet_root"
    await csi-driver 10 test -S "$kubelet_root/plugins/directory.csi.ark.dev/csi.sock"
    start csi-provisioner "$(programs_of csi-provisioner)/csi-provisioner" --kubeconfig="$dir/admin.kubeconfig" \
        --csi-address="$kubelet_root/plugins/directory.csi.ark.dev/csi.sock"
    "$bin/kubectl" apply -f "$here/csi/storage.yaml" >/dev/null
}

containers() { # ctr's arguments
    timeout 20 ctr --address "$dir/containerd/containerd.sock" --namespace k8s.io "$@"
}

busybox() { # name programs...
    local name=${1:?busybox needs a name}
    shift
    busybox_image "${@/#/--with=}" "$name" sh
}

busybox_image() { # [--with=program]... name command...
    python3 "$here/busybox_image.py" "$@" >"$dir/image.tar"
    image "$dir/image.tar" >/dev/null
    rm "$dir/image.tar"
}

image() { # docker-archive tarballs
    for tar in "$@"; do containers images import "$tar"; done
}

stop_node() {
    # Pods first, then their keeper: a shim outlives its containerd.
    stop kubelet
    if running containerd; then
        for task in $(containers task list -q 2>/dev/null); do
            containers task delete --force "$task" >/dev/null 2>&1 || true
        done
    fi
    local process
    for process in csi-provisioner csi-driver coredns proxy containerd; do stop "$process"; done
    pkill -9 -f -- "^[^ ]*containerd-shim[^ ]* .*-address $dir/containerd/containerd.sock" || true
    kill_pods
    unmount_below "$dir"
    unmount_below "$kubelet_root" # kubelet bind-mounts its own root, too
    if [ -f "$dir/kubelet-root-is-ours" ]; then
        rm -rf "$kubelet_root"
    else
        rm -rf "$kubelet_root/pods" "$kubelet_root/plugins/directory.csi.ark.dev" \
            "$kubelet_root/plugins_registry/directory.csi.ark.dev-reg.sock"
    fi
    remove_pod_network
    rm -f "$node_file"
}

kill_pods() { # whatever is left in the kubelet's control groups, and the groups
    local groups group
    groups=$(find /sys/fs/cgroup -maxdepth 2 -type d -name 'kubepods*' 2>/dev/null || true)
    for group in $groups; do
        find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null | sort -u | xargs -r kill -9 2>/dev/null || true
    done
    sleep 0.1
    for group in $groups; do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true; done
}

remove_pod_network() {
    local namespace
    for namespace in $(ip netns list | awk '/^cni-/ {print $1}'); do
        # Others make such namespaces, too.
        ! ip -n "$namespace" -4 address 2>/dev/null | grep -qF " ${pod_cidr%.0/24}." || ip netns delete "$namespace"
    done
    ip link delete cni0 2>/dev/null || true
    [ -z "$bin" ] || "$bin/kube-proxy" --cleanup >/dev/null 2>&1 || true
    remove_packet_rules
}

remove_packet_rules() { # those that the kubelet and this script have made; each may be missing
    local table chain filter
    iptables -D FORWARD -i cni0 -j ACCEPT 2>/dev/null || true
    iptables -D FORWARD -o cni0 -j ACCEPT 2>/dev/null || true
    for filter in iptables ip6tables; do
        for chain in INPUT OUTPUT; do "$filter" -D "$chain" -j KUBE-FIREWALL 2>/dev/null || true; done
        for table in filter nat mangle; do
            for chain in KUBE-FIREWALL KUBE-KUBELET-CANARY KUBE-IPTABLES-HINT; do
                "$filter" -t "$table" -F "$chain" 2>/dev/null && "$filter" -t "$table" -X "$chain" || true
            done
        done
    done
}

unmount_below() { # folder, itself included
    awk -v folder="$1" '$2 == folder || index($2, folder "/") == 1 {print $2}' /proc/mounts | sort -r |
        while read -r mount; do umount -l "$mount"; done
}
