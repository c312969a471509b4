import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Box, overlaps } from '../src/diagram/boxes.ts';
import { type ReadSvg, readSvg } from '../src/diagram/testing.ts';
import { FONT_SIZE, widthOf } from '../src/diagram/text.ts';
import { allStacks } from '../src/dsl/index.ts';
import { readXml } from '../src/local/wire/xml-read.ts';
import type { System } from '../src/synth/system.ts';
import { blueGreenSystem } from './system.ts';
import helloAdmin from './systems/hello-admin.ts';
import helloServer from './systems/hello-server.ts';
import storefront from './systems/storefront.ts';
import { base, NAMES, VARIANTS, type Variant } from './variants.ts';

// Built only: what is printed and checked besides takes most of the time.
function draw(name: string, { build, files }: System) {
  const root = build();
  const svg = files?.(root).find(({ path }) => path === 'diagram.svg')?.text ?? '';
  return { name, root, svg, read: readSvg(svg) };
}

const all = [
  ...[helloServer, helloAdmin, storefront].map((system) => draw(system.name, system)),
  ...NAMES.map((name) => draw(name, blueGreenSystem(VARIANTS[name]))),
];

const NODES = ['resource', 'blue', 'green', 'outside'];
const nodesOf = ({ boxes }: ReadSvg) => boxes.filter(({ look, height }) => NODES.includes(look) && height > 20);
const groupsOf = ({ boxes }: ReadSvg) => boxes.filter(({ look }) => look.startsWith('group-'));
const contains = (outer: Box, { x, y, width, height }: Box) =>
  x >= outer.x && y >= outer.y && x + width <= outer.x + outer.width && y + height <= outer.y + outer.height;

describe('the diagram of a system', () => {
  test('is well-formed, in ASCII, with a title, and asks for nothing', () => {
    for (const { name, svg, read } of all) {
      assert.match(svg, /^[\n -~]+$/, name);
      assert.equal(readXml(svg).name, 'svg', name);
      assert.match(read.title, /: its stacks, traffic and releases$/, name);
      assert.ok(read.description.length > 100, name);
      assert.doesNotMatch(svg, /<script|<image|<use|href|url\((?!#)|@import|@font-face/, name);
    }
  });

  test('is the same every time', () => {
    for (const name of ['released from a tools account', 'three zones, a NAT in each'] as const) {
      const again = draw(name, blueGreenSystem(VARIANTS[name]));
      assert.equal(again.svg, all.find((it) => it.name === name)?.svg, name);
    }
  });

  test('can be read in a README: letters of 11 pixels where it is 830 wide, and no more than 30 boxes', () => {
    for (const { name, read } of all) {
      assert.ok((FONT_SIZE * 830) / read.width >= 11, `${name}: ${read.width}`);
      assert.ok(nodesOf(read).length + groupsOf(read).length <= 30, name);
      assert.ok(nodesOf(read).length >= 8, name);
    }
  });

  test('no box covers another, but a group what is in it', () => {
    for (const { name, read } of all) {
      const [nodes, groups] = [nodesOf(read), groupsOf(read)];
      for (const [index, one] of nodes.entries()) {
        assert.ok(!nodes.slice(index + 1).some((other) => overlaps(one, other)), `${name}: ${JSON.stringify(one)}`);
        for (const group of groups)
          assert.ok(!overlaps(one, group) || contains(group, one), `${name}: ${JSON.stringify(one)}`);
      }
      for (const [index, one] of groups.entries()) {
        assert.ok(!groups.slice(index + 1).some((other) => overlaps(one, other)), `${name}: ${JSON.stringify(one)}`);
      }
    }
  });

  test('every text fits into its box, and all into the picture', () => {
    for (const { name, read } of all) {
      const paper = { x: 0, y: 0, width: read.width, height: read.height };
      for (const text of read.texts) {
        const width = widthOf(text.text, text.look === 'group' ? 'bold' : 'regular');
        const room = { x: text.x, y: text.y - FONT_SIZE + 2, width, height: FONT_SIZE };
        // The innermost box that it begins in.
        const begins = { ...room, width: 0, height: 0 };
        const box = read.boxes.filter((it) => it.look !== 'paper' && it.height > 20 && contains(it, begins)).at(-1);
        assert.ok(contains(text.look === 'label' ? paper : (box ?? paper), room), `${name}: ${text.text}`);
      }
      for (const box of read.boxes) assert.ok(contains(paper, box), `${name}: ${JSON.stringify(box)}`);
    }
  });

  test('every line leads from one box to another, and passes behind none', () => {
    for (const { name, read } of all) {
      const [nodes, ends] = [nodesOf(read), [...nodesOf(read), ...groupsOf(read)]];
      assert.ok(read.lines.length >= 10, name);
      for (const { look, points } of read.lines) {
        const what = `${name}: ${look} ${JSON.stringify(points)}`;
        for (const point of [points[0], points.at(-1)]) {
          assert.ok(point && ends.some((box) => isOnEdge(point, box)), what);
        }
        const passed = points.slice(1).flatMap((to, index) => {
          const from = points[index] ?? to;
          const stretch = {
            x: Math.min(from.x, to.x),
            y: Math.min(from.y, to.y),
            width: Math.abs(to.x - from.x),
            height: Math.abs(to.y - from.y),
          };
          return nodes.filter((box) => overlaps(inner(box), stretch));
        });
        if (points.length > 2) assert.deepEqual(passed, [], what);
      }
    }
  });

  test('no line is askew by a hair', () => {
    for (const { name, read } of all) {
      for (const { points } of read.lines) {
        const [from, to] = [points[0], points.at(-1)];
        if (!from || !to || points.length > 2) continue;
        const [dx, dy] = [Math.abs(from.x - to.x), Math.abs(from.y - to.y)];
        assert.ok(
          [dx, dy].every((it) => it === 0 || it > 4),
          `${name}: ${JSON.stringify(points)}`,
        );
      }
    }
  });

  test('every stack is there, with as many resources as it has beside those that are drawn', () => {
    for (const { name, root, read } of all) {
      const stacks = allStacks(root).filter((stack) => stack !== root);
      const texts = read.texts.filter(({ look }) => look !== 'label').map(({ text }) => text);
      for (const stack of stacks) {
        assert.ok(texts.includes(stack.name), `${name}: ${stack.name}`);
        const group = groupsOf(read).find((box) =>
          read.texts.some(
            (text) =>
              text.text === stack.name && text.look === 'group' && contains(box, { ...text, width: 0, height: 0 }),
          ),
        );
        assert.ok(group, `${name}: ${stack.name}`);
        const inside = read.texts.filter((text) => contains(group, { ...text, width: 0, height: 0 }));
        const names = inside
          .filter(({ look }) => look === 'name')
          .flatMap(({ text }) => text.split(/, ?/))
          .filter(Boolean);
        const count = Object.keys(stack.template.Resources).length;
        for (const id of names) assert.ok(stack.template.Resources[id], `${name}: ${stack.name} has no ${id}`);
        const left = names.length === 0 ? `${count} resources` : `+${count - names.length}`;
        if (left !== '+0')
          assert.ok(
            inside.some(({ text }) => text === left),
            `${name}: ${stack.name} ${left}`,
          );
      }
    }
  });
});

describe('what a diagram says', () => {
  const read = (name: Variant) => all.find((it) => it.name === name)?.read ?? readSvg('');
  const said = (name: string) => all.find((it) => it.name === name)?.read.description ?? '';

  test('traffic goes from users to tasks, and by the test listener to the next colour only', () => {
    const text = said('hello-server');
    assert.match(text, /Users to LoadBalancer; Testers to LoadBalancer; LoadBalancer to ProductionListener;/);
    assert.match(text, /ProductionListener to BlueTargetGroup; ProductionListener to GreenTargetGroup;/);
    assert.match(text, /TestListener to GreenTargetGroup/);
    assert.doesNotMatch(text, /TestListener to BlueTargetGroup/);
    assert.match(text, /Service to CapacityProvider, InstanceGroup; AfterAllowTestTrafficHook to TestListener\./);
  });

  test('a release goes from the source to listeners and task sets, and alarms turn it back', () => {
    const text = said('hello-server').split('Release: ')[1] ?? '';
    for (const step of [
      'Developers to SourceRepository',
      'SourceRepository to Pipeline',
      'Pipeline to BuildProject',
      'BuildProject to ImageRepository',
      'Pipeline to DeploymentGroup',
      'DeploymentGroup to AfterAllowTestTrafficHook',
      'DeploymentGroup to ProductionListener',
      'DeploymentGroup to TestListener',
      'DeploymentGroup to Service',
      'LoadBalancerErrors to DeploymentGroup',
    ]) {
      assert.ok(text.includes(step), step);
    }
  });

  test('what exists already is outside of every stack, by the parameter that names it', () => {
    const admin = all.find(({ name }) => name === 'hello-admin')?.read ?? readSvg('');
    for (const name of ['LoadBalancerArn', 'CapacityProviderName', 'VpcId']) {
      assert.ok(
        admin.texts.some(({ text }) => text === name),
        name,
      );
    }
    assert.match(said('storefront'), /Service to ClusterName/);
    assert.match(said('storefront'), /example\/storefront to Pipeline/);
    assert.match(
      said('an existing network and cluster, all hooks through two NAT gateways'),
      /SourceRepositoryName to Pipeline/,
    );
  });

  test('without a test listener there are no testers, and without a pipeline releases are started by hand', () => {
    const text = said('as little as can be said');
    assert.doesNotMatch(text, /Testers|TestListener|Pipeline/);
    assert.match(text, /By hand to DeploymentGroup/);
    assert.match(
      said('no test listener, no access logs, no flow logs, no alarms'),
      /BeforeAllowTrafficHook to ProductionListener/,
    );
  });

  test('a pipeline in another account is in a frame, and releases by its role', () => {
    const { boxes, texts } = read('released from a tools account');
    const frame = boxes.find(({ look }) => look === 'frame');
    assert.ok(frame);
    const inside = texts.filter((text) => contains(frame, { ...text, width: 0, height: 0 })).map(({ text }) => text);
    assert.ok(['Tools account', 'Pipeline', 'Source', 'Artifacts'].every((name) => inside.includes(name)));
    assert.ok(!inside.includes('DeploymentGroup'));
    assert.match(said('released from a tools account'), /Pipeline to ReleaseRole/);
    assert.match(said('released from a tools account'), /ReleaseRole to DeploymentGroup/);
    assert.equal(
      read('an existing network').boxes.some(({ look }) => look === 'frame'),
      false,
    );
  });

  test('an image is a source like another, and nothing is pushed to where it comes from', () => {
    const text = said('Fargate in public, hooks behind a NAT');
    assert.match(text, /Builders to ImageRepository; ImageRepository to Pipeline;/);
    assert.doesNotMatch(text, /BuildProject to ImageRepository/);
  });

  test('probes lead to the listeners that they name', () => {
    const text = said('internal, closed off from the internet');
    assert.match(text, /AfterAllowTrafficHook to ProductionListener/);
    assert.match(text, /AfterAllowTrafficHook to TestListener/);
    assert.doesNotMatch(said('internal, behind a NAT'), /Hook to ProductionListener/);
  });

  test('how traffic moves is told whichever way it is configured', () => {
    const details = (name: string) => all.find((it) => it.name === name)?.read.texts.map(({ text }) => text) ?? [];
    assert.ok(details('hello-server').includes('linear: 10 % every 1 min'));
    assert.ok(details('hello-admin').includes('canary: 20 % for 5 min'));
    assert.ok(details('three zones, a NAT in each').includes('linear: 25 % every 2 min'));
    assert.ok(details('an existing network').includes('all at once'));
  });

  test('a long name is cut short', () => {
    const repository = `example/${'long'.repeat(30)}`;
    const source = { kind: 'connection', repository, branch: 'main' } as const;
    const { read: drawn } = draw('long', blueGreenSystem({ ...base, source }));
    assert.ok(drawn.texts.some(({ text }) => /^example\/long.*\.\.\.$/.test(text)));
    assert.ok(drawn.width < 980);
  });
});

function isOnEdge({ x, y }: { x: number; y: number }, box: Box): boolean {
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const isBeside = (x === box.x || x === right) && y >= box.y && y <= bottom;
  return isBeside || ((y === box.y || y === bottom) && x >= box.x && x <= right);
}

// Without its edge, where lines end.
function inner({ x, y, width, height }: Box): Box {
  return { x: x + 1, y: y + 1, width: width - 2, height: height - 2 };
}
