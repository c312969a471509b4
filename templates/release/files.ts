/** The files that the build hands over, and nothing else: CodeDeploy's action takes at most 3 MB of them. */
export const TASK_DEFINITION_FILE = 'taskdef.json';
export const APP_SPEC_FILE = 'appspec.yaml';
export const IMAGE_FILE = 'imageDetail.json';

/** What the deploy action calls the image; in brackets it is what the image is put in for in the task definition. */
export const IMAGE_NAME = 'IMAGE1_NAME';
export const IMAGE_PLACEHOLDER = `<${IMAGE_NAME}>`;
