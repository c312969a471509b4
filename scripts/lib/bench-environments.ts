/** What `templates/environments.ts` is where synth is measured: one environment, and no fleet. */
export const ENVIRONMENTS = `import { environment } from './environments/environment.ts';

export const ENVIRONMENTS = [
  environment({
    name: 'dev',
    account: '111122223333',
    region: 'eu-central-1',
    parameters: {
      NotificationEmail: 'dev-team@example.com',
      SeedBucket: 'templates-111122223333-eu-central-1',
      SeedKey: 'seed.zip',
      TesterCidr: '203.0.113.0/24',
      ImageId: 'ami-0b1c2d3e4f5061728',
    },
  }),
] as const;
export const FLEETS = [] as const;
`;
