import { ActionIcon, Drawer, Tooltip } from '@mantine/core'
import { useDisclosure, useLocalStorage } from '@mantine/hooks'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { session } from '../api/session'
import { Icon, type IconName } from './parts/Icon'
import { LostLine } from './parts/LostLine'
import classes from './Shell.module.css'
import { UserMenu } from './UserMenu'

type Entry = { to: string; label: string; icon: IconName }

const EXPLORE: Entry[] = [{ to: '/executions', label: 'Executions', icon: 'runs' }]

/** The frame of every page behind the sign-in. */
export function Shell() {
  const [narrow, setNarrow] = useLocalStorage({
    key: 'trunkline-bar-narrow',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const [drawer, { open, close }] = useDisclosure()
  return (
    <div className={classes.shell} data-narrow={narrow || undefined}>
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <aside className={classes.bar}>
        <div className={classes.brand}>
          <img src="/icon.svg" alt="" width={24} height={24} />
          {!narrow && <OrganizationName />}
        </div>
        <Entries narrow={narrow} />
        <div className={classes.foot}>
          <UserMenu narrow={narrow} />
          <FoldButton narrow={narrow} onClick={() => setNarrow(!narrow)} />
        </div>
      </aside>
      <header className={classes.top}>
        <ActionIcon variant="subtle" color="gray" aria-label="Open navigation" onClick={open}>
          <Icon name="menu" size={20} />
        </ActionIcon>
        <OrganizationName />
      </header>
      <Drawer
        opened={drawer}
        onClose={close}
        size={260}
        padding="sm"
        title={<OrganizationName />}
        closeButtonProps={{ 'aria-label': 'Close navigation' }}
        classNames={{ content: classes.drawer, body: classes.drawerBody }}
        transitionProps={{ duration: 140 }}
      >
        <Entries narrow={false} onFollow={close} />
        <UserMenu narrow={false} />
      </Drawer>
      <main id="content" className={classes.content} tabIndex={-1}>
        <LostLine />
        <Outlet />
      </main>
    </div>
  )
}

function Entries({ narrow, onFollow }: { narrow: boolean; onFollow?: () => void }) {
  return (
    <nav aria-label="Main" className={classes.nav}>
      {!narrow && <p className={classes.heading}>Explore</p>}
      {EXPLORE.map((entry) => (
        <Tooltip key={entry.to} label={entry.label} position="right" disabled={!narrow}>
          <Link
            to={entry.to}
            className={classes.entry}
            onClick={onFollow}
            activeOptions={{ exact: false, includeSearch: false }}
            aria-label={narrow ? entry.label : undefined}
          >
            <Icon name={entry.icon} size={16} />
            {!narrow && entry.label}
          </Link>
        </Tooltip>
      ))}
    </nav>
  )
}

function OrganizationName() {
  const { organization } = useSuspenseQuery(session).data
  return (
    <span className={classes.organization} title={organization.name}>
      {organization.name}
    </span>
  )
}

function FoldButton({ narrow, onClick }: { narrow: boolean; onClick: () => void }) {
  const label = narrow ? 'Widen the left bar' : 'Narrow the left bar'
  return (
    <Tooltip label={label} position="right" openDelay={400}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        <Icon name={narrow ? 'unfold' : 'fold'} />
      </ActionIcon>
    </Tooltip>
  )
}
