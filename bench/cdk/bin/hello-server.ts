#!/usr/bin/env node
import { App } from 'aws-cdk-lib/core';
import { HelloServerStack } from '../lib/hello-server-stack';

const app = new App();
// More than one system, each as the first: how it grows. `cdk synth -c systems=10`.
const systems = Number(app.node.tryGetContext('systems') ?? 1);
for (let index = 1; index <= systems; index += 1) {
  const name = index === 1 ? 'hello-server' : `hello-server-${index}`;
  new HelloServerStack(app, name, { systemName: name });
}
