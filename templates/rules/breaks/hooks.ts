// oxlint-disable no-template-curly-in-string -- CloudFormation's placeholders
// For tests only: ways to break the rules of hooks.
import { type Break, changeBuildSpec, onInstances, withoutPolicyNamed } from './break.ts';

export const HOOKS_BREAKS: readonly Break[] = [
  [
    'other-event',
    'an event that is none',
    onInstances,
    'BuildProject',
    changeBuildSpec('- AfterAllowTestTraffic:', '- AfterAllowTestTrafic:'),
    /^the AppSpec has a hook at AfterAllowTestTrafic, which is no event$/,
  ],
  [
    'other-event',
    'a hook at another event than its own',
    onInstances,
    'BuildProject',
    changeBuildSpec('- AfterAllowTestTraffic:', '- BeforeAllowTraffic:'),
    /at BeforeAllowTraffic, and it was made for AfterAllowTestTraffic$/,
  ],
  [
    'uninvokable-hook',
    'a role that CodeDeploy may not take on',
    onInstances,
    'DeploymentRole',
    (role) => {
      role.AssumeRolePolicyDocument.Statement[0].Principal.Service = 'codebuild.amazonaws.com';
    },
    /^no statement allows sts:AssumeRole/,
  ],
  [
    'missing-hook',
    'a hook that is gone',
    onInstances,
    'AfterAllowTestTrafficHook',
    (_, template) => {
      delete template.Resources.AfterAllowTestTrafficHook;
    },
    /^the AppSpec runs CodeDeployHook_variant_AfterAllowTestTraffic at AfterAllowTestTraffic, and there is no such function$/,
  ],
  [
    'idle-hook',
    'an AppSpec without hooks',
    onInstances,
    'BuildProject',
    changeBuildSpec(/ +Hooks:\n +- AfterAllowTestTraffic: .*\n/, ''),
    /^no release runs CodeDeployHook_variant_AfterAllowTestTraffic$/,
  ],
  [
    'unprefixed-hook',
    'a hook of another name',
    onInstances,
    'BuildProject',
    (project, template) => {
      changeBuildSpec('CodeDeployHook_${SystemName}_', 'check_')(project, template);
      template.Resources.AfterAllowTestTrafficHook.Properties.FunctionName = 'check_AfterAllowTestTraffic';
    },
    /^check_AfterAllowTestTraffic has another prefix$/,
  ],
  [
    'uninvokable-hook',
    'a role that may not invoke',
    onInstances,
    'DeploymentRole',
    withoutPolicyNamed('run-hooks'),
    /^no statement allows lambda:InvokeFunction on arn:.*:function:CodeDeployHook_variant_AfterAllowTestTraffic$/,
  ],
  [
    'mute-hook',
    "the walk-through's hook, which may not report",
    onInstances,
    'AfterAllowTestTrafficRole',
    withoutPolicyNamed('report'),
    /^no statement allows codedeploy:PutLifecycleEventHookExecutionStatus on arn:.*:deploymentgroup:variant\/variant$/,
  ],
];
