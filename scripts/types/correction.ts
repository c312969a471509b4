import type { AllowedValue, RefFact } from './model.ts';

/** What one page of AWS's documentation says that the package lacks or has wrong. */
export interface Correction {
  /** The page that says it. */
  readonly page: string;
  readonly type: string;
  /** The nested type, when it is about one. */
  readonly definition?: string;
  /** By property: the values that it, or each entry of its list, takes beside those that the package knows. */
  readonly values?: Readonly<Record<string, readonly AllowedValue[]>>;
  /** What `Ref` gives. */
  readonly ref?: RefFact;
  /** A name for the nested type's interface, when another type of the service has its usual name. */
  readonly interfaceName?: string;
}
