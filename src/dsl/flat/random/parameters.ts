// For tests only.
import { type Parameter, parameter } from '../../parameter.ts';

/** What parameters of random stacks are for. */
export const KINDS = ['text', 'list', 'number', 'joined', 'key', 'subnets', 'ssm', 'ssmList'] as const;
export type Kind = (typeof KINDS)[number];

/** A parameter of a stack that is being made. `known` says whether what fills it is known before there are resources. */
export interface Planned {
  readonly name: string;
  readonly kind: Kind;
  readonly hasDefault: boolean;
  readonly parameter: Parameter<unknown, 'required' | 'optional'>;
  readonly known: boolean;
}

/** Texts to deploy a root with. */
export const VALUES: Readonly<Record<Kind, readonly [string, ...string[]]>> = {
  text: ['v1', 'v2', '', '{P}'],
  list: ['v1,v2', 'v1', 'v1, v2 ,v3'],
  number: ['1', '7'],
  joined: ['v1,v2', 'v3', ',v1'],
  key: ['k1', 'k2'],
  subnets: ['subnet-1,subnet-2', 'subnet-1, subnet-2'],
  ssm: ['/root/a', '/root/b'],
  ssmList: ['/root/list'],
};

interface Maker {
  readonly without: () => Parameter<unknown, 'required'>;
  readonly withDefault: () => Parameter<unknown, 'optional'>;
}

export const MAKERS: Readonly<Record<Kind, Maker>> = {
  text: { without: () => parameter.string(), withDefault: () => parameter.string({ default: 'd1' }) },
  list: { without: () => parameter.list(), withDefault: () => parameter.list({ default: ['d1', ' d2 '] }) },
  number: { without: () => parameter.number(), withDefault: () => parameter.number({ default: 7 }) },
  joined: { without: () => parameter.string(), withDefault: () => parameter.string({ default: 'd1,d2,d3' }) },
  key: {
    without: () => parameter.oneOf(['k1', 'k2']),
    withDefault: () => parameter.oneOf(['k1', 'k2'], { default: 'k2' }),
  },
  subnets: { without: () => parameter.subnetIds(), withDefault: () => parameter.subnetIds({ default: ['s1', 's2'] }) },
  ssm: {
    without: () => parameter.ssm('String'),
    withDefault: () => parameter.ssm('String', { default: '/default/a' }),
  },
  ssmList: {
    without: () => parameter.ssmList('String'),
    withDefault: () => parameter.ssmList('String', { default: '/default/list' }),
  },
};
