// For tests only: the whole table of who may do what in hello-server, and who must not.
import type { Row } from '../../src/check/permissions/table.ts';
import { DELIVERY } from './delivery-rows.ts';
import { DEPLOY_ROLE_ROWS } from './deploy-role-rows.ts';
import { identityRows, serviceTrustRows } from './deployer-trust-rows.ts';
import { open, type System, TARGETS } from './hello.ts';
import { RUNNING, reportRows } from './running-rows.ts';
import { SERVICE_ROLE_ROWS } from './service-role/rows.ts';
import { callerRows, storeRows, topicRows } from './store-rows.ts';
import { trustRows } from './trust-rows.ts';

/** The rows of each of the system's own roles. */
export const ROLES: Readonly<Record<string, (system: System) => readonly Row[]>> = { ...RUNNING, ...DELIVERY };

/** All rows, by what they say. */
export const TABLE: Readonly<Record<string, (system: System) => readonly Row[]>> = {
  ...Object.fromEntries(
    Object.entries(ROLES).map(([role, rows]) => [`${role} makes its own calls and no others`, rows]),
  ),
  "the walk-through's AccessDenied: a hook reports on its own deployment group, and on no other": reportRows,
  'each role is taken on by its service, for this account and source': trustRows,
  "alarms and events of this system publish to the topic with its key, another's do not": topicRows,
  'hooks are called by the rule that keeps them awake, and by no other': callerRows,
  'buckets take what is theirs, encrypted; the key of the artifacts is used through S3': storeRows,
  ...Object.fromEntries(
    Object.entries(SERVICE_ROLE_ROWS).map(([type, rows]) => [
      `CloudFormation makes, changes and deletes ${type}`,
      rows,
    ]),
  ),
  ...DEPLOY_ROLE_ROWS,
  'CI is let in for its repository and environment, and by nothing else': identityRows,
  'CloudFormation alone takes its role on': serviceTrustRows,
};

/** The system in AWS's first partition. */
export const here = open(TARGETS[0]);

/** All rows for it. */
export const everything = Object.values(TABLE).flatMap((rows) => rows(here));
