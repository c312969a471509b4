// For tests only: what the deploy action reads an image's name from.
import { object, text } from './shapes.ts';

const imageDetail = object('imageDetail.json', { ImageURI: text(/^[\w.-]+(\/[\w.-]+)+@sha256:[0-9a-f]{64}$/) });

/**
 * Everything that is wrong with an `imageDetail.json`: it has the one member, which names an image by its digest.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
 */
export function imageDetailProblems(json: string): readonly string[] {
  return imageDetail(JSON.parse(json), '');
}
