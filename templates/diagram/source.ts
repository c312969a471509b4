import type { Data } from '../../src/dsl/index.ts';
import { at, listOf } from '../rules/data.ts';
import { type Found, type Picture, property } from './picture.ts';
import { drawOutside, drawResources, LANES, link, type Sketch } from './sketch.ts';
import type { Routes } from './traffic.ts';

/** Where releases come from: source, pipeline, build and images; or somebody who starts them. */
export function drawSource(sketch: Sketch, picture: Picture, { group }: Routes): void {
  const [pipeline] = picture.all('AWS::CodePipeline::Pipeline');
  if (!pipeline) {
    const hand = drawOutside(sketch, 'By hand', ['make release'], LANES.source);
    link(sketch, hand, group?.key, { kind: 'release' });
    return;
  }
  const stages = listOf(property(pipeline, 'Stages'));
  const actions = stages.flatMap((stage) => listOf(at(stage, 'Actions')));
  const of = (category: string) => actions.filter((action) => at(action, 'ActionTypeId', 'Category') === category);
  const origin = drawOrigin(sketch, picture, pipeline, of('Source')[0]);
  const names = stages.map((stage) => String(at(stage, 'Name'))).join(' > ');
  drawResources(sketch, [pipeline], LANES.source, ['CodePipeline', names]);
  link(sketch, origin.repository, pipeline.key, { kind: 'release' });
  for (const action of of('Build')) drawBuild(sketch, picture, pipeline, action, origin);
  for (const action of of('Deploy')) drawStart(sketch, picture, pipeline, action, group);
}

/** Who brings new versions, and to where. */
interface Origin {
  readonly people: string;
  readonly repository: string;
}

function drawOrigin(sketch: Sketch, picture: Picture, pipeline: Found, action: Data | undefined): Origin {
  const configuration = at(action, 'Configuration');
  const { found, given } = picture.ends(pipeline.stack, configuration);
  const pushed = at(configuration, 'BranchName') ?? at(configuration, 'ImageTag');
  const isImage = at(action, 'ActionTypeId', 'Provider') === 'ECR';
  const people = drawOutside(sketch, isImage ? 'Builders' : 'Developers', [`push ${pushed}`], LANES.source);
  const name = String(at(configuration, 'FullRepositoryId') ?? given[0]);
  const how = given.includes('ConnectionArn') ? 'by ConnectionArn' : 'CodeCommit, exists';
  const repository =
    drawResources(sketch, found, LANES.source, [isImage ? IMAGES : 'CodeCommit']) ??
    drawOutside(sketch, name, [how], LANES.source);
  link(sketch, people, repository, { kind: 'release' });
  return { people, repository };
}

const IMAGES = 'ECR, what tasks run';

// A build stands below the pipeline, and the repository that it may push to beside it.
function drawBuild(
  sketch: Sketch,
  picture: Picture,
  pipeline: Found,
  action: Data,
  { people, repository }: Origin,
): void {
  const projects = picture.ends(pipeline.stack, at(action, 'Configuration')).found;
  for (const project of projects) {
    const roles = picture.ends(project.stack, property(project, 'ServiceRole')).found;
    const reached = roles.flatMap((role) => picture.ends(role.stack, property(role, 'Policies')).found);
    const [images] = reached.filter(({ resource }) => resource.Type === 'AWS::ECR::Repository');
    if (images && images.key !== repository) {
      drawResources(sketch, [images], LANES.source, [IMAGES]);
      sketch.hints.push([people, images.key]);
    }
    drawResources(sketch, [project], LANES.source, ['CodeBuild']);
    link(sketch, pipeline.key, project.key, { kind: 'release', order: 'free' });
    if (images && images.key !== repository) {
      link(sketch, project.key, images.key, { kind: 'release', order: 'backward' });
    } else sketch.hints.push([repository, project.key]);
  }
}

// From another account the pipeline starts a deployment by a role here.
function drawStart(sketch: Sketch, picture: Picture, pipeline: Found, action: Data, group: Found | undefined): void {
  const roles = picture.ends(pipeline.stack, at(action, 'RoleArn')).found;
  for (const role of roles) {
    drawResources(sketch, [role], LANES.release, ['IAM role']);
    link(sketch, pipeline.key, role.key, { kind: 'release' });
    const may = picture.ends(role.stack, property(role, 'Policies')).found;
    if (may.some(({ key }) => key === group?.key)) {
      link(sketch, role.key, group?.key, { kind: 'release', order: 'backward' });
    }
  }
  const started = picture.ends(pipeline.stack, at(action, 'Configuration')).found;
  if (roles.length > 0 || !started.some(({ key }) => key === group?.key)) return;
  link(sketch, pipeline.key, group?.key, { kind: 'release' });
}
