import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';

const { URL: url, STATUS, BODY, CONSECUTIVE_SUCCESSES } = process.env;
const client = new CodeDeployClient({});

/** Asks the test listener until it answers as it should often enough in a row, and tells CodeDeploy. */
export async function handler(event, context) {
  if (event.keepAwake) return;
  const status = (await probe(context)) ? 'Succeeded' : 'Failed';
  await client.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: event.DeploymentId,
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
      status,
    }),
  );
}

async function probe(context) {
  let successes = 0;
  while (context.getRemainingTimeInMillis() > 20_000) {
    successes = (await isRight()) ? successes + 1 : 0;
    if (successes >= Number(CONSECUTIVE_SUCCESSES)) return true;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return false;
}

async function isRight() {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' });
    const body = await response.text();
    console.log(JSON.stringify({ status: response.status, body: body.slice(0, 200) }));
    return response.status === Number(STATUS) && body.includes(BODY);
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
    return false;
  }
}
