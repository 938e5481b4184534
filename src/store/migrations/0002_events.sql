-- Openings, calls, trades, artifacts, product releases, break-glass: few, small, read whole. `subject` is what they are
-- asked by: an environment, a call's target, a product, a component.
CREATE TABLE events (
  component BIGINT NOT NULL,
  digest TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (component, digest),
  FOREIGN KEY (component, digest) REFERENCES records (component, digest) ON DELETE CASCADE
);
CREATE INDEX events_by_kind ON events (kind, subject, at_ms);
