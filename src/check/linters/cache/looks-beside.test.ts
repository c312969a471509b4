import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksBeside } from './looks-beside.ts';

test('a nested stack at an address, and a template without any, are judged by themselves', () => {
  for (const text of [
    '',
    'Resources: {Topic: {Type: AWS::SNS::Topic}}',
    'TemplateURL: https://bucket.s3.amazonaws.com/a.yaml',
    'TemplateURL: !Sub https://bucket.s3.amazonaws.com/a.yaml',
    'TemplateURL: !Sub "https://bucket/a.yaml"',
    '{"TemplateURL": "s3://bucket/a.yaml"}',
    '{"TemplateURL": { "Fn::Sub": "https://bucket/a.yaml" }}',
    'InputTransformer: {InputTemplate: x}',
    'ZipFile: |\n  const all = /"(\\w+)":/;\n  // as *bold* as it is\n  const a = b\n    ? c\n    : d;\n',
  ]) {
    assert.equal(looksBeside(text), false, text);
  }
});

test('a nested stack in a file, a transform, and a key that cannot be read off the text may be judged by more', () => {
  for (const text of [
    'TemplateURL: ./child.yaml',
    'TemplateURL: "child.yaml"',
    '{"TemplateURL":"../child.yaml"}',
    'TemplateURL:\n  https://bucket/a.yaml',
    'TemplateURL: !If [A, https://bucket/a.yaml, child.yaml]',
    'TemplateURL: https://bucket/a.yaml\nOther: {TemplateURL: child.yaml}',
    'TemplateURL: *url',
    '? TemplateURL\n: child.yaml',
    '? "TemplateU\\\nRL"\n: child.yaml',
    '{"Template\\u0055RL": "child.yaml"}',
    '"Template\\x55RL" : child.yaml',
    'A: &key TemplateURL\n*key : child.yaml',
    '{*key: child.yaml}',
    'Transform: AWS::Serverless-2016-10-31',
    '{"Fn::Transform": {"Name": "AWS::Include"}}',
    'A: !Transform {Name: AWS::Include}',
  ]) {
    assert.equal(looksBeside(text), true, text);
  }
});
