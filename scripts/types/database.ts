import { createRequire } from 'node:module';
import type { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** The package's database of everything CloudFormation knows. */
export type Database = ReturnType<typeof loadAwsServiceSpecSync>;

const require = createRequire(import.meta.url);

/**
 * Loads the database; takes half a second and no network. Only now is the package asked for, since who only uses what is generated need not
 * have it.
 * @throws Error where it is not installed.
 */
export function loadDatabase(): Database {
  const library: { readonly loadAwsServiceSpecSync: () => Database } = require('@aws-cdk/aws-service-spec');
  return library.loadAwsServiceSpecSync();
}

/** The package's name and version. */
export function databaseSource(): string {
  const manifest: {
    readonly name: string;
    readonly version: string;
  } = require('@aws-cdk/aws-service-spec/package.json');
  return `${manifest.name} ${manifest.version}`;
}
