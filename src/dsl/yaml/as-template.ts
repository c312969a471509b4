// For tests only.
import assert from 'node:assert/strict';
import type { DataObject, Template } from '../template.ts';

/** Data that was read from a template, as one. */
export function asTemplate(data: DataObject): Template {
  assert.ok(isTemplate(data));
  return data;
}

function isTemplate(data: DataObject): data is DataObject & Template {
  return typeof data.Resources === 'object' && data.AWSTemplateFormatVersion === '2010-09-09';
}
