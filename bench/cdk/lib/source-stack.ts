import { CfnRepository, Repository as SourceRepository } from 'aws-cdk-lib/aws-codecommit';
import { Repository as ImageRepository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { NestedStack, type NestedStackProps, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

interface SourceProps extends NestedStackProps {
  readonly systemName: string;
  readonly seedBucket: string;
  readonly seedKey: string;
}

/** The workload's source and its images. */
export class SourceStack extends NestedStack {
  readonly repository: SourceRepository;
  readonly images: ImageRepository;

  constructor(scope: Construct, id: string, props: SourceProps) {
    super(scope, id, props);
    this.images = new ImageRepository(this, 'Images', {
      repositoryName: props.systemName,
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      lifecycleRules: [{ maxImageCount: 100 }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.repository = new SourceRepository(this, 'Repository', { repositoryName: props.systemName });
    this.repository.applyRemovalPolicy(RemovalPolicy.RETAIN);
    // The archive is uploaded by who deploys, into a bucket that a parameter names.
    const repository = this.repository.node.defaultChild as CfnRepository;
    repository.code = { branchName: 'main', s3: { bucket: props.seedBucket, key: props.seedKey } };
  }
}
