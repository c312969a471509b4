import type { Correction } from '../correction.ts';

const units = [
  'Bits',
  'Bits/Second',
  'Bytes',
  'Bytes/Second',
  'Count',
  'Count/Second',
  'Gigabits',
  'Gigabits/Second',
  'Gigabytes',
  'Gigabytes/Second',
  'Kilobits',
  'Kilobits/Second',
  'Kilobytes',
  'Kilobytes/Second',
  'Megabits',
  'Megabits/Second',
  'Megabytes',
  'Megabytes/Second',
  'Microseconds',
  'Milliseconds',
  'None',
  'Percent',
  'Seconds',
  'Terabits',
  'Terabits/Second',
  'Terabytes',
  'Terabytes/Second',
];

/** What the pages of CloudWatch say beside the package. */
export const observabilityCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html',
    type: 'AWS::CloudWatch::Alarm',
    values: {
      EvaluateLowSampleCountPercentile: ['evaluate', 'ignore'],
      TreatMissingData: ['breaching', 'ignore', 'missing', 'notBreaching'],
      Unit: units,
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
    type: 'AWS::CloudWatch::Alarm',
    values: {
      ComparisonOperator: [
        'GreaterThanOrEqualToThreshold',
        'GreaterThanThreshold',
        'GreaterThanUpperThreshold',
        'LessThanLowerOrGreaterThanUpperThreshold',
        'LessThanLowerThreshold',
        'LessThanOrEqualToThreshold',
        'LessThanThreshold',
      ],
      Statistic: ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudwatch-alarm-metricstat.html',
    type: 'AWS::CloudWatch::Alarm',
    definition: 'MetricStat',
    values: { Unit: units },
  },
];
