// For tests only: where in the ECS API only certain texts are taken. The SDK's schemas say no more of these members than that
// they are text; its types say which texts. The compiler holds the two together: a member that is missing here, one that is too
// much, or a text that its member does not take, does not compile.
import {
  ApplicationProtocol,
  Compatibility,
  ContainerCondition,
  CPUArchitecture,
  DeviceCgroupPermission,
  EFSAuthorizationConfigIAM,
  EFSTransitEncryption,
  EnvironmentFileType,
  FirelensConfigurationType,
  IpcMode,
  LogDriver,
  NetworkMode,
  OSFamily,
  PidMode,
  ProxyConfigurationType,
  type RegisterTaskDefinitionRequest,
  ResourceType,
  Scope,
  TaskDefinitionPlacementConstraintType,
  TransportProtocol,
  UlimitName,
  VersionConsistency,
} from '@aws-sdk/client-ecs';

/** The members of a request that take only certain texts, as deep as they stand. Lists count as what is in them. */
type EnumsOf<T> = [T] extends [string]
  ? string extends T
    ? never
    : Readonly<Record<string, T>>
  : [T] extends [readonly (infer Element)[]]
    ? EnumsOf<NonNullable<Element>>
    : [T] extends [object]
      ? NeverIfEmpty<{
          readonly [K in keyof T as HasEnums<T[K]> extends true ? K : never]-?: EnumsOf<NonNullable<T[K]>>;
        }>
      : never;

type HasEnums<T> = [EnumsOf<NonNullable<T>>] extends [never] ? false : true;
type NeverIfEmpty<T> = [keyof T] extends [never] ? never : T;

/** Texts by some name, or members by theirs. */
export interface Enums {
  readonly [name: string]: string | Enums;
}

/** What `RegisterTaskDefinition` takes. */
export const TASK_DEFINITION_ENUMS = {
  networkMode: NetworkMode,
  requiresCompatibilities: Compatibility,
  pidMode: PidMode,
  ipcMode: IpcMode,
  placementConstraints: { type: TaskDefinitionPlacementConstraintType },
  proxyConfiguration: { type: ProxyConfigurationType },
  runtimePlatform: { cpuArchitecture: CPUArchitecture, operatingSystemFamily: OSFamily },
  volumes: {
    dockerVolumeConfiguration: { scope: Scope },
    efsVolumeConfiguration: {
      transitEncryption: EFSTransitEncryption,
      authorizationConfig: { iam: EFSAuthorizationConfigIAM },
    },
  },
  containerDefinitions: {
    portMappings: { protocol: TransportProtocol, appProtocol: ApplicationProtocol },
    environmentFiles: { type: EnvironmentFileType },
    linuxParameters: { devices: { permissions: DeviceCgroupPermission } },
    dependsOn: { condition: ContainerCondition },
    versionConsistency: VersionConsistency,
    ulimits: { name: UlimitName },
    logConfiguration: { logDriver: LogDriver },
    resourceRequirements: { type: ResourceType },
    firelensConfiguration: { type: FirelensConfigurationType },
  },
} as const satisfies EnumsOf<RegisterTaskDefinitionRequest>;
