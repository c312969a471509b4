// The parts of yaml-js (a port of PyYAML, without types) that the tests use.
declare module 'yaml-js' {
  export interface YamlNode {
    readonly id: 'scalar' | 'sequence' | 'mapping';
    readonly tag: string;
  }
  export interface ScalarNode extends YamlNode {
    readonly id: 'scalar';
    readonly value: string;
  }
  export interface SequenceNode extends YamlNode {
    readonly id: 'sequence';
    readonly value: readonly AnyNode[];
  }
  export interface MappingNode extends YamlNode {
    readonly id: 'mapping';
    readonly value: readonly (readonly [AnyNode, AnyNode])[];
  }
  export type AnyNode = ScalarNode | SequenceNode | MappingNode;
  export interface Loader {
    get_single_node(): AnyNode;
    construct_object(node: AnyNode): unknown;
  }
  interface YamlJs {
    readonly loader: { readonly Loader: new (text: string) => Loader };
    readonly tokens: { readonly AnchorToken: new () => object; readonly AliasToken: new () => object };
    scan(text: string): object[];
    parse(text: string): { readonly anchor?: string | null }[];
  }
  const yamlJs: YamlJs;
  export default yamlJs;
}
