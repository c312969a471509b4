// For tests only: the whole table of who may do what in hello-server, and who must not.
import type { Row } from '../../src/check/permissions/table.ts';
import { DELIVERY } from './delivery-rows.ts';
import { open, type System, TARGETS } from './hello.ts';
import { RUNNING } from './running-rows.ts';
import { storeRows, topicRows } from './store-rows.ts';
import { trustRows } from './trust-rows.ts';

/** The rows of each role. */
export const ROLES: Readonly<Record<string, (system: System) => readonly Row[]>> = { ...RUNNING, ...DELIVERY };

/** All rows, by what they say. */
export const TABLE: Readonly<Record<string, (system: System) => readonly Row[]>> = {
  ...Object.fromEntries(
    Object.entries(ROLES).map(([role, rows]) => [`${role} makes its own calls and no others`, rows]),
  ),
  'each role is taken on by its service, for this account and source': trustRows,
  "alarms and events of this system publish to the topic with its key, another's do not": topicRows,
  'buckets take what is theirs, encrypted; the key of the artifacts is used through S3': storeRows,
};

/** The system in AWS's first partition. */
export const here = open(TARGETS[0]);

/** All rows for it. */
export const everything = Object.values(TABLE).flatMap((rows) => rows(here));
