import type { InstanceExecutionResultInvokeType } from '../../api/gql/graphql'
import type { IconName } from '../../app/parts/Icon'

type Kind = { word: string; icon: IconName }

const KINDS: Record<InstanceExecutionResultInvokeType, Kind> = {
  WEBHOOK: { word: 'Webhook', icon: 'webhook' },
  SCHEDULED: { word: 'Schedule', icon: 'calendar' },
  INTEGRATION_FLOW_TEST: { word: 'Test', icon: 'flask' },
  CROSS_FLOW: { word: 'Another flow', icon: 'arrows' },
  DEPLOY_FLOW: { word: 'Deployment', icon: 'rocket' },
  TEAR_DOWN_FLOW: { word: 'Removal', icon: 'exit' },
}

/** What started an execution, in a word and an icon. */
export function triggerKind(type: InstanceExecutionResultInvokeType | null): Kind {
  return KINDS[type ?? 'WEBHOOK'] ?? { word: String(type), icon: 'bolt' }
}
