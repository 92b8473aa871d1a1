/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type ExecutionStatus =
  | 'CANCELED'
  | 'ERROR'
  | 'PENDING'
  | 'QUEUED'
  | 'SUCCESS';

export type ExecutionStepKind =
  | 'ACTION'
  | 'BRANCH'
  | 'BREAK'
  | 'LOOP'
  | 'SELECT'
  | 'STOP'
  | 'TRIGGER';

export type InstanceExecutionResultInvokeType =
  | 'CROSS_FLOW'
  | 'DEPLOY_FLOW'
  | 'INTEGRATION_FLOW_TEST'
  | 'SCHEDULED'
  | 'TEAR_DOWN_FLOW'
  | 'WEBHOOK';

export type LogSeverityLevel =
  | 'DEBUG'
  | 'ERROR'
  | 'FATAL'
  | 'INFO'
  | 'METRIC'
  | 'TRACE'
  | 'WARN';

export type ExecutionQueryVariables = Exact<{
  id: string;
}>;


export type ExecutionQuery = { executionResult: { id: string, startedAt: string, endedAt: string | null, queuedAt: string, durationMs: number | null, attempt: number, error: string | null, failedStepName: string | null, status: ExecutionStatus | null, invokeType: InstanceExecutionResultInvokeType | null, isTestExecution: boolean | null, outline: Array<{ name: string, stepName: string, parentName: string | null, branchName: string | null, componentKey: string, actionKey: string, kind: ExecutionStepKind }>, instance: { id: string, name: string } | null, customer: { id: string, name: string } | null, integration: { id: string, name: string, versionNumber: number } | null, flow: { id: string, name: string } | null } | null };

export type StepResultFragment = { id: string, stepName: string | null, displayStepName: string | null, branchName: string | null, loopPath: string | null, startedAt: string | null, endedAt: string | null, hasError: boolean | null, position: number, sizeBytes: number };

export type ResultsOverviewQueryVariables = Exact<{
  id: string;
}>;


export type ResultsOverviewQuery = { executionResult: { newest: { totalCount: number, nodes: Array<{ id: string, stepName: string | null, displayStepName: string | null, branchName: string | null, loopPath: string | null, startedAt: string | null, endedAt: string | null, hasError: boolean | null, position: number, sizeBytes: number } | null> }, failed: { nodes: Array<{ id: string, stepName: string | null, displayStepName: string | null, branchName: string | null, loopPath: string | null, startedAt: string | null, endedAt: string | null, hasError: boolean | null, position: number, sizeBytes: number } | null>, pageInfo: { hasPreviousPage: boolean } } } | null };

export type ResultsAtQueryVariables = Exact<{
  id: string;
  path: string;
  after?: string | null | undefined;
}>;


export type ResultsAtQuery = { executionResult: { stepResults: { nodes: Array<{ id: string, stepName: string | null, displayStepName: string | null, branchName: string | null, loopPath: string | null, startedAt: string | null, endedAt: string | null, hasError: boolean | null, position: number, sizeBytes: number } | null>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type LastIterationQueryVariables = Exact<{
  id: string;
  start: string;
}>;


export type LastIterationQuery = { executionResult: { stepResults: { nodes: Array<{ id: string, stepName: string | null, displayStepName: string | null, branchName: string | null, loopPath: string | null, startedAt: string | null, endedAt: string | null, hasError: boolean | null, position: number, sizeBytes: number } | null> } } | null };

export type StepDetailQueryVariables = Exact<{
  id: string;
  step: string;
  path: string;
}>;


export type StepDetailQuery = { executionResult: { stepResults: { nodes: Array<{ id: string, error: string | null, sizeBytes: number, inputs: string | null, output: string | null, resultsUrl: string } | null> } } | null };

export type FirstEndpointQueryVariables = Exact<{ [key: string]: never; }>;


export type FirstEndpointQuery = { instances: { nodes: Array<{ flowConfigs: { nodes: Array<{ webhookUrl: string } | null> } } | null> } };

export type FilterIntegrationsQueryVariables = Exact<{
  text?: string | null | undefined;
}>;


export type FilterIntegrationsQuery = { integrations: { nodes: Array<{ id: string, name: string } | null> } };

export type FilterCustomersQueryVariables = Exact<{
  text?: string | null | undefined;
}>;


export type FilterCustomersQuery = { customers: { nodes: Array<{ id: string, name: string } | null> } };

export type FilterInstancesQueryVariables = Exact<{
  text?: string | null | undefined;
}>;


export type FilterInstancesQuery = { instances: { nodes: Array<{ id: string, name: string, customer: { name: string } } | null> } };

export type FilterIntegrationQueryVariables = Exact<{
  id: string;
}>;


export type FilterIntegrationQuery = { integration: { name: string } | null };

export type FilterCustomerQueryVariables = Exact<{
  id: string;
}>;


export type FilterCustomerQuery = { customer: { name: string } | null };

export type FilterInstanceQueryVariables = Exact<{
  id: string;
}>;


export type FilterInstanceQuery = { instance: { name: string } | null };

export type ExecutionRowFragment = { id: string, startedAt: string, endedAt: string | null, queuedAt: string, durationMs: number | null, attempt: number, error: string | null, failedStepName: string | null, status: ExecutionStatus | null, invokeType: InstanceExecutionResultInvokeType | null, isTestExecution: boolean | null, instance: { id: string, name: string } | null, customer: { id: string, name: string } | null, integration: { id: string, name: string, versionNumber: number } | null, flow: { id: string, name: string } | null };

export type ExecutionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
  status?: Array<ExecutionStatus | null | undefined> | ExecutionStatus | null | undefined;
  invokeType?: Array<InstanceExecutionResultInvokeType | null | undefined> | InstanceExecutionResultInvokeType | null | undefined;
  integration?: string | null | undefined;
  customer?: string | null | undefined;
  instance?: string | null | undefined;
  since?: string | null | undefined;
  until?: string | null | undefined;
}>;


export type ExecutionsQuery = { executionResults: { nodes: Array<{ id: string, startedAt: string, endedAt: string | null, queuedAt: string, durationMs: number | null, attempt: number, error: string | null, failedStepName: string | null, status: ExecutionStatus | null, invokeType: InstanceExecutionResultInvokeType | null, isTestExecution: boolean | null, instance: { id: string, name: string } | null, customer: { id: string, name: string } | null, integration: { id: string, name: string, versionNumber: number } | null, flow: { id: string, name: string } | null } | null>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LogLineFragment = { id: string, timestamp: string, severity: LogSeverityLevel, message: string, loopPath: string | null, stepName: string | null };

export type ExecutionLogsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  severity?: number | null | undefined;
  text?: string | null | undefined;
  step?: string | null | undefined;
  path?: string | null | undefined;
}>;


export type ExecutionLogsQuery = { executionResult: { logs: { nodes: Array<{ id: string, timestamp: string, severity: LogSeverityLevel, message: string, loopPath: string | null, stepName: string | null } | null>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type LogSeveritiesQueryVariables = Exact<{ [key: string]: never; }>;


export type LogSeveritiesQuery = { logSeverityLevels: Array<{ id: number, name: string } | null> };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const StepResultFragmentDoc = new TypedDocumentString(`
    fragment StepResult on InstanceStepResult {
  id
  stepName
  displayStepName
  branchName
  loopPath
  startedAt
  endedAt
  hasError
  position
  sizeBytes
}
    `, {"fragmentName":"StepResult"}) as unknown as TypedDocumentString<StepResultFragment, unknown>;
export const ExecutionRowFragmentDoc = new TypedDocumentString(`
    fragment ExecutionRow on InstanceExecutionResult {
  id
  startedAt
  endedAt
  queuedAt
  durationMs
  attempt
  error
  failedStepName
  status
  invokeType
  isTestExecution
  instance {
    id
    name
  }
  customer {
    id
    name
  }
  integration {
    id
    name
    versionNumber
  }
  flow {
    id
    name
  }
}
    `, {"fragmentName":"ExecutionRow"}) as unknown as TypedDocumentString<ExecutionRowFragment, unknown>;
export const LogLineFragmentDoc = new TypedDocumentString(`
    fragment LogLine on Log {
  id
  timestamp
  severity
  message
  loopPath
  stepName
}
    `, {"fragmentName":"LogLine"}) as unknown as TypedDocumentString<LogLineFragment, unknown>;
export const ExecutionDocument = new TypedDocumentString(`
    query Execution($id: ID!) {
  executionResult(id: $id) {
    ...ExecutionRow
    outline {
      name
      stepName
      parentName
      branchName
      componentKey
      actionKey
      kind
    }
  }
}
    fragment ExecutionRow on InstanceExecutionResult {
  id
  startedAt
  endedAt
  queuedAt
  durationMs
  attempt
  error
  failedStepName
  status
  invokeType
  isTestExecution
  instance {
    id
    name
  }
  customer {
    id
    name
  }
  integration {
    id
    name
    versionNumber
  }
  flow {
    id
    name
  }
}`) as unknown as TypedDocumentString<ExecutionQuery, ExecutionQueryVariables>;
export const ResultsOverviewDocument = new TypedDocumentString(`
    query ResultsOverview($id: ID!) {
  executionResult(id: $id) {
    newest: stepResults(last: 1) {
      totalCount
      nodes {
        ...StepResult
      }
    }
    failed: stepResults(last: 100, error_Isnull: false) {
      nodes {
        ...StepResult
      }
      pageInfo {
        hasPreviousPage
      }
    }
  }
}
    fragment StepResult on InstanceStepResult {
  id
  stepName
  displayStepName
  branchName
  loopPath
  startedAt
  endedAt
  hasError
  position
  sizeBytes
}`) as unknown as TypedDocumentString<ResultsOverviewQuery, ResultsOverviewQueryVariables>;
export const ResultsAtDocument = new TypedDocumentString(`
    query ResultsAt($id: ID!, $path: String!, $after: String) {
  executionResult(id: $id) {
    stepResults(loopPath: $path, after: $after, first: 100) {
      nodes {
        ...StepResult
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment StepResult on InstanceStepResult {
  id
  stepName
  displayStepName
  branchName
  loopPath
  startedAt
  endedAt
  hasError
  position
  sizeBytes
}`) as unknown as TypedDocumentString<ResultsAtQuery, ResultsAtQueryVariables>;
export const LastIterationDocument = new TypedDocumentString(`
    query LastIteration($id: ID!, $start: String!) {
  executionResult(id: $id) {
    stepResults(loopPath_Startswith: $start, last: 1) {
      nodes {
        ...StepResult
      }
    }
  }
}
    fragment StepResult on InstanceStepResult {
  id
  stepName
  displayStepName
  branchName
  loopPath
  startedAt
  endedAt
  hasError
  position
  sizeBytes
}`) as unknown as TypedDocumentString<LastIterationQuery, LastIterationQueryVariables>;
export const StepDetailDocument = new TypedDocumentString(`
    query StepDetail($id: ID!, $step: String!, $path: String!) {
  executionResult(id: $id) {
    stepResults(stepName: $step, loopPath: $path, last: 1) {
      nodes {
        id
        error
        sizeBytes
        inputs
        output
        resultsUrl
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StepDetailQuery, StepDetailQueryVariables>;
export const FirstEndpointDocument = new TypedDocumentString(`
    query FirstEndpoint {
  instances(first: 1, enabled: true, isSystem: false) {
    nodes {
      flowConfigs(first: 1) {
        nodes {
          webhookUrl
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FirstEndpointQuery, FirstEndpointQueryVariables>;
export const FilterIntegrationsDocument = new TypedDocumentString(`
    query FilterIntegrations($text: String) {
  integrations(first: 50, name_Icontains: $text) {
    nodes {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<FilterIntegrationsQuery, FilterIntegrationsQueryVariables>;
export const FilterCustomersDocument = new TypedDocumentString(`
    query FilterCustomers($text: String) {
  customers(first: 50, name_Icontains: $text) {
    nodes {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<FilterCustomersQuery, FilterCustomersQueryVariables>;
export const FilterInstancesDocument = new TypedDocumentString(`
    query FilterInstances($text: String) {
  instances(first: 50, isSystem: false, name_Icontains: $text) {
    nodes {
      id
      name
      customer {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FilterInstancesQuery, FilterInstancesQueryVariables>;
export const FilterIntegrationDocument = new TypedDocumentString(`
    query FilterIntegration($id: ID!) {
  integration(id: $id) {
    name
  }
}
    `) as unknown as TypedDocumentString<FilterIntegrationQuery, FilterIntegrationQueryVariables>;
export const FilterCustomerDocument = new TypedDocumentString(`
    query FilterCustomer($id: ID!) {
  customer(id: $id) {
    name
  }
}
    `) as unknown as TypedDocumentString<FilterCustomerQuery, FilterCustomerQueryVariables>;
export const FilterInstanceDocument = new TypedDocumentString(`
    query FilterInstance($id: ID!) {
  instance(id: $id) {
    name
  }
}
    `) as unknown as TypedDocumentString<FilterInstanceQuery, FilterInstanceQueryVariables>;
export const ExecutionsDocument = new TypedDocumentString(`
    query Executions($first: Int, $after: String, $search: String, $status: [ExecutionStatus], $invokeType: [InstanceExecutionResultInvokeType], $integration: ID, $customer: ID, $instance: ID, $since: DateTime, $until: DateTime) {
  executionResults(
    first: $first
    after: $after
    search: $search
    status_In: $status
    invokeType_In: $invokeType
    integration: $integration
    customer: $customer
    instance: $instance
    startedAt_Gte: $since
    startedAt_Lte: $until
  ) {
    nodes {
      ...ExecutionRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ExecutionRow on InstanceExecutionResult {
  id
  startedAt
  endedAt
  queuedAt
  durationMs
  attempt
  error
  failedStepName
  status
  invokeType
  isTestExecution
  instance {
    id
    name
  }
  customer {
    id
    name
  }
  integration {
    id
    name
    versionNumber
  }
  flow {
    id
    name
  }
}`) as unknown as TypedDocumentString<ExecutionsQuery, ExecutionsQueryVariables>;
export const ExecutionLogsDocument = new TypedDocumentString(`
    query ExecutionLogs($id: ID!, $after: String, $severity: Int, $text: String, $step: String, $path: String) {
  executionResult(id: $id) {
    logs(
      first: 100
      after: $after
      severity_Gte: $severity
      message_Icontains: $text
      stepName: $step
      loopPath: $path
    ) {
      nodes {
        ...LogLine
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment LogLine on Log {
  id
  timestamp
  severity
  message
  loopPath
  stepName
}`) as unknown as TypedDocumentString<ExecutionLogsQuery, ExecutionLogsQueryVariables>;
export const LogSeveritiesDocument = new TypedDocumentString(`
    query LogSeverities {
  logSeverityLevels {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<LogSeveritiesQuery, LogSeveritiesQueryVariables>;