-- Records that could not be read, with what their files were then: they are not opened again before something changes.
CREATE TABLE left_out (
  digest TEXT NOT NULL PRIMARY KEY,
  engine TEXT NOT NULL,
  reason TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  modified_ns BIGINT NOT NULL
);
