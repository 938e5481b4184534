-- The index of records. Everything here can be made again from the records.
-- Keys begin with the component, so that they can be spread over machines by it.
CREATE TABLE migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL
);

CREATE TABLE components (
  component BIGINT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE records (
  component BIGINT NOT NULL REFERENCES components (component),
  digest TEXT NOT NULL,
  kind TEXT NOT NULL,
  made_at_ms BIGINT NOT NULL,
  size_bytes BIGINT NOT NULL,
  PRIMARY KEY (component, digest)
);
CREATE INDEX records_by_digest ON records (digest);

CREATE TABLE releases (
  component BIGINT NOT NULL REFERENCES components (component),
  release BIGINT NOT NULL,
  tree TEXT NOT NULL,
  commit_id TEXT NOT NULL,
  branch TEXT NOT NULL,
  is_dirty INTEGER NOT NULL,
  PRIMARY KEY (component, release),
  UNIQUE (component, tree, commit_id, branch, is_dirty)
);

CREATE TABLE findings (
  component BIGINT NOT NULL REFERENCES components (component),
  finding BIGINT NOT NULL,
  check_name TEXT NOT NULL,
  rule TEXT NOT NULL,
  path TEXT NOT NULL,
  context TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (component, finding),
  UNIQUE (component, check_name, context, ordinal, path, rule, id)
);
CREATE INDEX findings_by_id ON findings (id);

-- What a run saw, as ranges of finding numbers ("1-14000,14007"). Runs that saw the same share one.
CREATE TABLE seen_sets (
  component BIGINT NOT NULL REFERENCES components (component),
  seen_set BIGINT NOT NULL,
  fingerprint TEXT NOT NULL,
  ranges TEXT NOT NULL,
  PRIMARY KEY (component, seen_set)
);
CREATE INDEX seen_sets_by_fingerprint ON seen_sets (component, fingerprint);

CREATE TABLE runs (
  component BIGINT NOT NULL,
  digest TEXT NOT NULL,
  release BIGINT NOT NULL,
  check_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  tool TEXT NOT NULL,
  tool_version TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  is_whole INTEGER NOT NULL,
  scope TEXT NOT NULL,
  started_ms BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  files_read BIGINT NOT NULL,
  findings BIGINT NOT NULL,
  seen_set BIGINT NOT NULL,
  PRIMARY KEY (component, digest),
  FOREIGN KEY (component, digest) REFERENCES records (component, digest) ON DELETE CASCADE,
  FOREIGN KEY (component, release) REFERENCES releases (component, release),
  FOREIGN KEY (component, seen_set) REFERENCES seen_sets (component, seen_set)
);
CREATE INDEX runs_by_check ON runs (component, check_name, started_ms);

CREATE TABLE decisions (
  component BIGINT NOT NULL,
  digest TEXT NOT NULL,
  release BIGINT NOT NULL,
  stage TEXT NOT NULL,
  verdict TEXT NOT NULL,
  policy TEXT NOT NULL,
  engine TEXT NOT NULL,
  decided_at_ms BIGINT NOT NULL,
  PRIMARY KEY (component, digest),
  FOREIGN KEY (component, digest) REFERENCES records (component, digest) ON DELETE CASCADE,
  FOREIGN KEY (component, release) REFERENCES releases (component, release)
);
CREATE INDEX decisions_by_time ON decisions (component, decided_at_ms);

-- The dates that a compaction keeps of the runs it replaces.
CREATE TABLE compacted (
  component BIGINT NOT NULL,
  digest TEXT NOT NULL,
  finding BIGINT NOT NULL,
  first_seen_ms BIGINT NOT NULL,
  last_seen_ms BIGINT NOT NULL,
  PRIMARY KEY (component, digest, finding),
  FOREIGN KEY (component, digest) REFERENCES records (component, digest) ON DELETE CASCADE,
  FOREIGN KEY (component, finding) REFERENCES findings (component, finding)
);
