/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Execution($id: ID!) {\n    executionResult(id: $id) {\n      ...ExecutionRow\n      outline { name stepName parentName branchName componentKey actionKey kind }\n    }\n  }\n": typeof types.ExecutionDocument,
    "\n  fragment StepResult on InstanceStepResult {\n    id\n    stepName\n    displayStepName\n    branchName\n    loopPath\n    startedAt\n    endedAt\n    hasError\n    position\n    sizeBytes\n  }\n": typeof types.StepResultFragmentDoc,
    "\n  query ResultsOverview($id: ID!) {\n    executionResult(id: $id) {\n      newest: stepResults(last: 1) { totalCount nodes { ...StepResult } }\n      failed: stepResults(last: 100, error_Isnull: false) { nodes { ...StepResult } pageInfo { hasPreviousPage } }\n    }\n  }\n": typeof types.ResultsOverviewDocument,
    "\n  query ResultsAt($id: ID!, $path: String!, $after: String) {\n    executionResult(id: $id) {\n      stepResults(loopPath: $path, after: $after, first: 100) {\n        nodes { ...StepResult }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.ResultsAtDocument,
    "\n  query LastIteration($id: ID!, $start: String!) {\n    executionResult(id: $id) {\n      stepResults(loopPath_Startswith: $start, last: 1) { nodes { ...StepResult } }\n    }\n  }\n": typeof types.LastIterationDocument,
    "\n  query StepDetail($id: ID!, $step: String!, $path: String!) {\n    executionResult(id: $id) {\n      stepResults(stepName: $step, loopPath: $path, last: 1) {\n        nodes { id error sizeBytes inputs output resultsUrl }\n      }\n    }\n  }\n": typeof types.StepDetailDocument,
    "\n  query FirstEndpoint {\n    instances(first: 1, enabled: true, isSystem: false) {\n      nodes { flowConfigs(first: 1) { nodes { webhookUrl } } }\n    }\n  }\n": typeof types.FirstEndpointDocument,
    "\n  query FilterIntegrations($text: String) {\n    integrations(first: 50, name_Icontains: $text) { nodes { id name } }\n  }\n": typeof types.FilterIntegrationsDocument,
    "\n  query FilterCustomers($text: String) {\n    customers(first: 50, name_Icontains: $text) { nodes { id name } }\n  }\n": typeof types.FilterCustomersDocument,
    "\n  query FilterInstances($text: String) {\n    instances(first: 50, isSystem: false, name_Icontains: $text) { nodes { id name customer { name } } }\n  }\n": typeof types.FilterInstancesDocument,
    "query FilterIntegration($id: ID!) { integration(id: $id) { name } }": typeof types.FilterIntegrationDocument,
    "query FilterCustomer($id: ID!) { customer(id: $id) { name } }": typeof types.FilterCustomerDocument,
    "query FilterInstance($id: ID!) { instance(id: $id) { name } }": typeof types.FilterInstanceDocument,
    "\n  fragment ExecutionRow on InstanceExecutionResult {\n    id\n    startedAt\n    endedAt\n    queuedAt\n    durationMs\n    attempt\n    error\n    failedStepName\n    status\n    invokeType\n    isTestExecution\n    instance { id name }\n    customer { id name }\n    integration { id name versionNumber }\n    flow { id name }\n  }\n": typeof types.ExecutionRowFragmentDoc,
    "\n  query Executions(\n    $first: Int, $after: String, $search: String, $status: [ExecutionStatus],\n    $invokeType: [InstanceExecutionResultInvokeType], $integration: ID, $customer: ID, $instance: ID,\n    $since: DateTime, $until: DateTime\n  ) {\n    executionResults(\n      first: $first, after: $after, search: $search, status_In: $status, invokeType_In: $invokeType,\n      integration: $integration, customer: $customer, instance: $instance,\n      startedAt_Gte: $since, startedAt_Lte: $until\n    ) {\n      nodes { ...ExecutionRow }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.ExecutionsDocument,
    "\n  fragment LogLine on Log {\n    id\n    timestamp\n    severity\n    message\n    loopPath\n    stepName\n  }\n": typeof types.LogLineFragmentDoc,
    "\n  query ExecutionLogs($id: ID!, $after: String, $severity: Int, $text: String, $step: String, $path: String) {\n    executionResult(id: $id) {\n      logs(\n        first: 100, after: $after, severity_Gte: $severity, message_Icontains: $text, stepName: $step, loopPath: $path\n      ) {\n        nodes { ...LogLine }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.ExecutionLogsDocument,
    "query LogSeverities { logSeverityLevels { id name } }": typeof types.LogSeveritiesDocument,
};
const documents: Documents = {
    "\n  query Execution($id: ID!) {\n    executionResult(id: $id) {\n      ...ExecutionRow\n      outline { name stepName parentName branchName componentKey actionKey kind }\n    }\n  }\n": types.ExecutionDocument,
    "\n  fragment StepResult on InstanceStepResult {\n    id\n    stepName\n    displayStepName\n    branchName\n    loopPath\n    startedAt\n    endedAt\n    hasError\n    position\n    sizeBytes\n  }\n": types.StepResultFragmentDoc,
    "\n  query ResultsOverview($id: ID!) {\n    executionResult(id: $id) {\n      newest: stepResults(last: 1) { totalCount nodes { ...StepResult } }\n      failed: stepResults(last: 100, error_Isnull: false) { nodes { ...StepResult } pageInfo { hasPreviousPage } }\n    }\n  }\n": types.ResultsOverviewDocument,
    "\n  query ResultsAt($id: ID!, $path: String!, $after: String) {\n    executionResult(id: $id) {\n      stepResults(loopPath: $path, after: $after, first: 100) {\n        nodes { ...StepResult }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.ResultsAtDocument,
    "\n  query LastIteration($id: ID!, $start: String!) {\n    executionResult(id: $id) {\n      stepResults(loopPath_Startswith: $start, last: 1) { nodes { ...StepResult } }\n    }\n  }\n": types.LastIterationDocument,
    "\n  query StepDetail($id: ID!, $step: String!, $path: String!) {\n    executionResult(id: $id) {\n      stepResults(stepName: $step, loopPath: $path, last: 1) {\n        nodes { id error sizeBytes inputs output resultsUrl }\n      }\n    }\n  }\n": types.StepDetailDocument,
    "\n  query FirstEndpoint {\n    instances(first: 1, enabled: true, isSystem: false) {\n      nodes { flowConfigs(first: 1) { nodes { webhookUrl } } }\n    }\n  }\n": types.FirstEndpointDocument,
    "\n  query FilterIntegrations($text: String) {\n    integrations(first: 50, name_Icontains: $text) { nodes { id name } }\n  }\n": types.FilterIntegrationsDocument,
    "\n  query FilterCustomers($text: String) {\n    customers(first: 50, name_Icontains: $text) { nodes { id name } }\n  }\n": types.FilterCustomersDocument,
    "\n  query FilterInstances($text: String) {\n    instances(first: 50, isSystem: false, name_Icontains: $text) { nodes { id name customer { name } } }\n  }\n": types.FilterInstancesDocument,
    "query FilterIntegration($id: ID!) { integration(id: $id) { name } }": types.FilterIntegrationDocument,
    "query FilterCustomer($id: ID!) { customer(id: $id) { name } }": types.FilterCustomerDocument,
    "query FilterInstance($id: ID!) { instance(id: $id) { name } }": types.FilterInstanceDocument,
    "\n  fragment ExecutionRow on InstanceExecutionResult {\n    id\n    startedAt\n    endedAt\n    queuedAt\n    durationMs\n    attempt\n    error\n    failedStepName\n    status\n    invokeType\n    isTestExecution\n    instance { id name }\n    customer { id name }\n    integration { id name versionNumber }\n    flow { id name }\n  }\n": types.ExecutionRowFragmentDoc,
    "\n  query Executions(\n    $first: Int, $after: String, $search: String, $status: [ExecutionStatus],\n    $invokeType: [InstanceExecutionResultInvokeType], $integration: ID, $customer: ID, $instance: ID,\n    $since: DateTime, $until: DateTime\n  ) {\n    executionResults(\n      first: $first, after: $after, search: $search, status_In: $status, invokeType_In: $invokeType,\n      integration: $integration, customer: $customer, instance: $instance,\n      startedAt_Gte: $since, startedAt_Lte: $until\n    ) {\n      nodes { ...ExecutionRow }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.ExecutionsDocument,
    "\n  fragment LogLine on Log {\n    id\n    timestamp\n    severity\n    message\n    loopPath\n    stepName\n  }\n": types.LogLineFragmentDoc,
    "\n  query ExecutionLogs($id: ID!, $after: String, $severity: Int, $text: String, $step: String, $path: String) {\n    executionResult(id: $id) {\n      logs(\n        first: 100, after: $after, severity_Gte: $severity, message_Icontains: $text, stepName: $step, loopPath: $path\n      ) {\n        nodes { ...LogLine }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.ExecutionLogsDocument,
    "query LogSeverities { logSeverityLevels { id name } }": types.LogSeveritiesDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Execution($id: ID!) {\n    executionResult(id: $id) {\n      ...ExecutionRow\n      outline { name stepName parentName branchName componentKey actionKey kind }\n    }\n  }\n"): typeof import('./graphql').ExecutionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StepResult on InstanceStepResult {\n    id\n    stepName\n    displayStepName\n    branchName\n    loopPath\n    startedAt\n    endedAt\n    hasError\n    position\n    sizeBytes\n  }\n"): typeof import('./graphql').StepResultFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ResultsOverview($id: ID!) {\n    executionResult(id: $id) {\n      newest: stepResults(last: 1) { totalCount nodes { ...StepResult } }\n      failed: stepResults(last: 100, error_Isnull: false) { nodes { ...StepResult } pageInfo { hasPreviousPage } }\n    }\n  }\n"): typeof import('./graphql').ResultsOverviewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ResultsAt($id: ID!, $path: String!, $after: String) {\n    executionResult(id: $id) {\n      stepResults(loopPath: $path, after: $after, first: 100) {\n        nodes { ...StepResult }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): typeof import('./graphql').ResultsAtDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LastIteration($id: ID!, $start: String!) {\n    executionResult(id: $id) {\n      stepResults(loopPath_Startswith: $start, last: 1) { nodes { ...StepResult } }\n    }\n  }\n"): typeof import('./graphql').LastIterationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StepDetail($id: ID!, $step: String!, $path: String!) {\n    executionResult(id: $id) {\n      stepResults(stepName: $step, loopPath: $path, last: 1) {\n        nodes { id error sizeBytes inputs output resultsUrl }\n      }\n    }\n  }\n"): typeof import('./graphql').StepDetailDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FirstEndpoint {\n    instances(first: 1, enabled: true, isSystem: false) {\n      nodes { flowConfigs(first: 1) { nodes { webhookUrl } } }\n    }\n  }\n"): typeof import('./graphql').FirstEndpointDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FilterIntegrations($text: String) {\n    integrations(first: 50, name_Icontains: $text) { nodes { id name } }\n  }\n"): typeof import('./graphql').FilterIntegrationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FilterCustomers($text: String) {\n    customers(first: 50, name_Icontains: $text) { nodes { id name } }\n  }\n"): typeof import('./graphql').FilterCustomersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FilterInstances($text: String) {\n    instances(first: 50, isSystem: false, name_Icontains: $text) { nodes { id name customer { name } } }\n  }\n"): typeof import('./graphql').FilterInstancesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FilterIntegration($id: ID!) { integration(id: $id) { name } }"): typeof import('./graphql').FilterIntegrationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FilterCustomer($id: ID!) { customer(id: $id) { name } }"): typeof import('./graphql').FilterCustomerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FilterInstance($id: ID!) { instance(id: $id) { name } }"): typeof import('./graphql').FilterInstanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ExecutionRow on InstanceExecutionResult {\n    id\n    startedAt\n    endedAt\n    queuedAt\n    durationMs\n    attempt\n    error\n    failedStepName\n    status\n    invokeType\n    isTestExecution\n    instance { id name }\n    customer { id name }\n    integration { id name versionNumber }\n    flow { id name }\n  }\n"): typeof import('./graphql').ExecutionRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Executions(\n    $first: Int, $after: String, $search: String, $status: [ExecutionStatus],\n    $invokeType: [InstanceExecutionResultInvokeType], $integration: ID, $customer: ID, $instance: ID,\n    $since: DateTime, $until: DateTime\n  ) {\n    executionResults(\n      first: $first, after: $after, search: $search, status_In: $status, invokeType_In: $invokeType,\n      integration: $integration, customer: $customer, instance: $instance,\n      startedAt_Gte: $since, startedAt_Lte: $until\n    ) {\n      nodes { ...ExecutionRow }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql').ExecutionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment LogLine on Log {\n    id\n    timestamp\n    severity\n    message\n    loopPath\n    stepName\n  }\n"): typeof import('./graphql').LogLineFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExecutionLogs($id: ID!, $after: String, $severity: Int, $text: String, $step: String, $path: String) {\n    executionResult(id: $id) {\n      logs(\n        first: 100, after: $after, severity_Gte: $severity, message_Icontains: $text, stepName: $step, loopPath: $path\n      ) {\n        nodes { ...LogLine }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): typeof import('./graphql').ExecutionLogsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query LogSeverities { logSeverityLevels { id name } }"): typeof import('./graphql').LogSeveritiesDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
