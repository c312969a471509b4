import type { Correction } from '../correction.ts';

/** What the pages of Lambda say beside the package. */
export const lambdaCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html',
    type: 'AWS::Lambda::Function',
    values: { Architectures: ['arm64', 'x86_64'] },
  },
  {
    // November 2026. Left out: runtimes that are deprecated or will be before 2027, because Lambda then refuses new functions,
    // and previews, which AWS does not support in production.
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
    type: 'AWS::Lambda::Function',
    values: {
      Runtime: [
        'dotnet10',
        'java17',
        'java21',
        'java25',
        'nodejs22.x',
        'nodejs24.x',
        'provided.al2023',
        'python3.11',
        'python3.12',
        'python3.13',
        'python3.14',
        'ruby3.3',
        'ruby3.4',
        'ruby4.0',
      ],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-version-runtimepolicy.html',
    type: 'AWS::Lambda::Version',
    definition: 'RuntimePolicy',
    values: { UpdateRuntimeOn: ['Auto', 'FunctionUpdate', 'Manual'] },
  },
];
