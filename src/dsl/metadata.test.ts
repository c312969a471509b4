import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parameter, region, stack, sub } from './index.ts';
import { templateOf } from './small-stack.ts';

const asking = { VpcId: parameter.vpcId(), Colour: parameter.oneOf(['blue', 'green']), Left: undefined };

test('groups and labels of parameters become the metadata that consoles read', () => {
  const { Metadata } = templateOf(
    stack(
      'Asking',
      {
        description: 'Asks for values',
        parameters: asking,
        groups: [
          { label: 'Release', parameters: { Colour: 'Which colour serves' } },
          { label: 'Network', parameters: ['VpcId'] },
        ],
      },
      () => ({}),
    ),
  );
  assert.deepEqual(Metadata, {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: [
        { Label: { default: 'Release' }, Parameters: ['Colour'] },
        { Label: { default: 'Network' }, Parameters: ['VpcId'] },
      ],
      ParameterLabels: { Colour: { default: 'Which colour serves' } },
    },
  });
});

test('a group leaves out parameters that the stack does without, and goes when none is left', () => {
  const { Metadata } = templateOf(
    stack(
      'Asking',
      {
        description: 'Asks for values',
        parameters: asking,
        groups: [
          { label: 'Gone', parameters: ['Left'] },
          { label: 'Network', parameters: { VpcId: 'The network', Left: 'What is not there' } },
        ],
      },
      () => ({}),
    ),
  );
  assert.deepEqual(Metadata, {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: [{ Label: { default: 'Network' }, Parameters: ['VpcId'] }],
      ParameterLabels: { VpcId: { default: 'The network' } },
    },
  });
});

test('groups of which nothing is left are no metadata at all', () => {
  const groups = [{ label: 'Gone', parameters: ['Left'] as const }];
  const source = stack('Asking', { description: 'Asks', parameters: asking, groups }, () => ({}));
  assert.equal(templateOf(source).Metadata, undefined);
});

test('in a stack that nests others, where their templates are is the last group', () => {
  const child = stack('Child', { description: 'A nested stack' }, () => ({}));
  const { Metadata } = templateOf(
    stack(
      'Asking',
      { description: 'Asks', parameters: asking, groups: [{ label: 'Network', parameters: ['VpcId'] }] },
      (_, { nest }) => {
        nest('Child', child, {});
        return {};
      },
    ),
  );
  assert.deepEqual(Metadata, {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: [
        { Label: { default: 'Network' }, Parameters: ['VpcId'] },
        { Label: { default: 'Templates' }, Parameters: ['TemplateBucket', 'TemplatePrefix'] },
      ],
    },
  });
});

test('further metadata is free-form and stands before the groups', () => {
  const { Metadata } = templateOf(
    stack(
      'Asking',
      {
        description: 'Asks for values',
        parameters: asking,
        metadata: { Origin: { region: sub`in ${region}`, tags: ['a', 1, true] } },
        groups: [{ label: 'Network', parameters: ['VpcId'] }],
      },
      () => ({}),
    ),
  );
  assert.deepEqual(Object.keys(Metadata ?? {}), ['Origin', 'AWS::CloudFormation::Interface']);
  assert.deepEqual(Metadata?.Origin, { region: { 'Fn::Sub': 'in ${AWS::Region}' }, tags: ['a', 1, true] });
});

test('description and macros of a stack stand in its template', () => {
  const one = templateOf(
    stack('One', { description: 'Has a macro', transform: 'AWS::Serverless-2016-10-31' }, () => ({})),
  );
  assert.equal(one.Description, 'Has a macro');
  assert.equal(one.Transform, 'AWS::Serverless-2016-10-31');
  const two = templateOf(stack('Two', { description: 'Has two', transform: ['A', 'B'] }, () => ({})));
  assert.deepEqual(two.Transform, ['A', 'B']);
});
