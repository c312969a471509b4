// For tests only: all rows about CloudFormation's role, by resource type.
import { DELIVERY_ROWS } from './delivery-rows.ts';
import { KEEPING_ROWS } from './keeping-rows.ts';
import type { TypeRows } from './names.ts';
import { NETWORK_ROWS } from './network-rows.ts';
import { ROLE_ROWS } from './role-rows.ts';
import { RUNNING_ROWS } from './running-rows.ts';

/** What CloudFormation calls, and must not, for each type of resource. */
export const SERVICE_ROLE_ROWS: TypeRows = {
  ...NETWORK_ROWS,
  ...RUNNING_ROWS,
  ...DELIVERY_ROWS,
  ...KEEPING_ROWS,
  ...ROLE_ROWS,
};
