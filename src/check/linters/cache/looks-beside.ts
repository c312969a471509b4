/**
 * Whether a linter may read more than the template to judge it, as cfn-lint does for a nested stack whose `TemplateURL` is the
 * path of a file. Transforms count as well: SAM's reads the configuration of the AWS CLI.
 *
 * It looks at the text, and in doubt it is yes: what is written in a way that hides a key (an escape, a YAML alias) is taken for
 * a template that does.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 */
export function looksBeside(text: string): boolean {
  return mention(text, /TemplateURL/g) !== mention(text, plainAddress) || transform.test(text) || hiddenKey.test(text);
}

// `TemplateURL: !Sub https://...`, `"TemplateURL": {"Fn::Sub": "https://..."}`: on one line, and not the path of a file.
const plainAddress =
  /TemplateURL["']?\s*:[ \t]*(?:!Sub[ \t]+|\{\s*["']?Fn::Sub["']?\s*:[ \t]*)?["']?(?:https?|s3):\/\//g;

const transform = /\bTransform\b/;

// `"Template\x55RL":`, `*name:`, `? "a key of several lines"`
const hiddenKey = /"[^"\n]*\\[xuU][^"\n]*"\s*:|(?:^|[\s{,?])\*[\w-]+\s*:|(?:^|[{,])[ \t]*\?[ \t]+["&*!]/m;

function mention(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
