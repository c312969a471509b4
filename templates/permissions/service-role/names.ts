// For tests only: what rows about CloudFormation's role are written with.
import type { Row } from '../../../src/check/permissions/table.ts';
import type { System } from '../hello.ts';

/** The rows about one resource type: what is called when such a resource is created, changed or deleted. */
export type TypeRows = Readonly<Record<string, (system: System) => readonly Row[]>>;

/** CloudFormation, as it works on this system. */
export const ROLE = 'ServiceRole';

/** Actions of one service. */
export const calls = (service: string, ...names: readonly string[]) => names.map((name) => `${service}:${name}`);

/** The name of a nested stack, as CloudFormation makes it. */
export const stackName = (logicalId: string, system = 'hello-server') => `${system}-${logicalId}-1A2B3C4D5E6F`;

/** The name of a resource of a nested stack that has none of its own. */
export const madeName = (stack: string, logicalId: string, system?: string) =>
  `${stackName(stack, system)}-${logicalId}-7G8H9I0J1K2L`;

/** That what is acted on is tagged with this name. */
export const tagged = (name: string) => ({ 'aws:ResourceTag/Name': name });

/** Tagged as the system's own, and as another's whose name begins alike. */
export const OWN = tagged('hello-server-part');
export const FOREIGN = tagged('hello-serverless-part');

/** The same in another region, where this system has nothing to do. */
export const elsewhere = (arn: string, { region }: System) => arn.replace(`:${region}:`, ':eu-north-1:');
