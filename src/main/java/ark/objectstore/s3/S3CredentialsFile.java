package ark.objectstore.s3;

import ark.item.Secret;

/// What the location says about its credentials.
///
/// @param content of a credentials file, or "" for the SDK's own sources
/// @param profile a section of it, or "" for `default`
/// @param shared the file may also have the sections of a shared config file
record S3CredentialsFile(Secret content, String profile, boolean shared) {}
