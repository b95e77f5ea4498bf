"""Writes a container image made of folders as a docker-archive tarball. The same folders give the same bytes, whatever
their files' owners and times.

usage: image_tar.py layer FOLDER FILE.tar             one layer of an image
       image_tar.py image NAME CONFIG.json FILE.tar LAYER.tar...

CONFIG.json holds the image's architecture and "config" object (Entrypoint, Env, User, ...). "image" prints the image's id.
"""
import hashlib
import io
import json
import os
import sys
import tarfile


def entry(path, name):
    info = tarfile.TarFile.gettarinfo(tarfile.TarFile(fileobj=io.BytesIO(), mode="w"), path, name)
    info.uid = info.gid = info.mtime = 0
    info.uname = info.gname = ""
    if info.isreg():
        info.mode = 0o755 if info.mode & 0o111 else 0o644  # whatever the builder's umask
    elif info.isdir():
        info.mode = 0o1777 if info.mode & 0o1000 else 0o755
    elif not info.issym():
        sys.exit(f"image_tar: {path} is no file, folder or link")
    return info


def layer(folder, target):
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for path, folders, files in os.walk(folder):
            folders.sort()
            for name in sorted(files + folders):
                full = os.path.join(path, name)
                info = entry(full, os.path.relpath(full, folder))
                if info.isreg():
                    with open(full, "rb") as content:
                        tar.addfile(info, content)
                else:
                    tar.addfile(info)


def digest(file):
    with open(file, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def add(tar, name, size, content):
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o644
    tar.addfile(info, content)


def image(name, config_file, target, *layers):
    digests = [digest(file) for file in layers]
    with open(config_file, encoding="utf-8") as file:
        config = json.load(file)
    config["os"] = "linux"
    config["rootfs"] = {"type": "layers", "diff_ids": [f"sha256:{d}" for d in digests]}
    text = json.dumps(config, sort_keys=True).encode()
    config_digest = hashlib.sha256(text).hexdigest()
    manifest = json.dumps([{
        "Config": f"{config_digest}.json", "RepoTags": [name], "Layers": [f"{d}/layer.tar" for d in digests],
    }]).encode()
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        add(tar, f"{config_digest}.json", len(text), io.BytesIO(text))
        for file, d in zip(layers, digests):
            with open(file, "rb") as content:
                add(tar, f"{d}/layer.tar", os.path.getsize(file), content)
        add(tar, "manifest.json", len(manifest), io.BytesIO(manifest))
    print(f"sha256:{config_digest}")


if __name__ == "__main__":
    commands = {"layer": layer, "image": image}
    if len(sys.argv) < 4 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
