import { isObject } from '../../dsl/border.ts';
import type { Template } from '../../dsl/template.ts';
import { invalid } from './refusals.ts';
import { refusing, resolvedTemplate, type Surroundings } from './values.ts';

/**
 * The assertions of a template's rules hold for these parameters.
 * @throws ServiceError `ValidationError` with what each rule that fails says of itself.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export function assertRules(template: Template, surroundings: Surroundings): void {
  const resolved = resolvedTemplate(template, surroundings);
  const failed = Object.entries(template.Rules ?? {}).flatMap(([name, rule]) => {
    if (!isObject(rule)) return [];
    const { RuleCondition: when, Assertions: assertions } = rule;
    if (when !== undefined && !refusing(() => resolved.isTrue(when))) return [];
    return (Array.isArray(assertions) ? assertions : []).flatMap((each) => {
      if (!isObject(each) || each.Assert === undefined) return [];
      const assertion = each.Assert;
      return refusing(() => resolved.isTrue(assertion)) ? [] : [String(each.AssertDescription ?? name)];
    });
  });
  if (failed.length > 0) {
    throw invalid(`Template validation error: Rules evaluation failed: ${failed.join('; ')}`);
  }
}
