#!/bin/sh
# Run once by the image of PostgreSQL when it makes the first database: the replica may copy and follow it.
set -eu
echo "host replication elearn samenet scram-sha-256" >> "$PGDATA/pg_hba.conf"
