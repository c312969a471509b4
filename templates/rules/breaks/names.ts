// For tests only: ways to break the rule of names.
// oxlint-disable no-template-curly-in-string -- CloudFormation's placeholders
import { type Break, onFargate, onInstances } from './break.ts';

export const NAMES_BREAKS: readonly Break[] = [
  [
    'shared-name',
    'a role whose name two regions would share',
    onInstances,
    'TaskRole',
    (role) => {
      role.RoleName = { 'Fn::Sub': '${SystemName}-task' };
    },
    /^"\$\{SystemName\}-task" can be there once in an account, and this template in several places of it$/,
  ],
  [
    'shared-name',
    'a bucket whose name two accounts would share',
    onInstances,
    'ArtifactBucket',
    (bucket) => {
      bucket.BucketName = { 'Fn::Sub': '${SystemName}-artifacts-${AWS::Region}' };
    },
    /can be there once in the world/,
  ],
  [
    'shared-name',
    'a dashboard, which is of no region',
    onInstances,
    'Dashboard',
    (dashboard) => {
      dashboard.DashboardName = { Ref: 'SystemName' };
    },
    /can be there once in an account/,
  ],
  [
    'shared-name',
    'a host name that is fixed',
    onFargate,
    'HostNameRecord',
    (record) => {
      record.Name = 'shop.example.com';
    },
    /^"shop.example.com" can be there once in the world/,
  ],
];
