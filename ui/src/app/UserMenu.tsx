import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { session, signOut } from '../api/session'
import { Icon } from './parts/Icon'
import classes from './UserMenu.module.css'

const THEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Auto' },
]

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ narrow }: { narrow: boolean }) {
  const { user } = useSuspenseQuery(session).data
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      await navigate({ to: '/sign-in' })
      client.clear()
    },
  })
  return (
    <Menu position="top-start" width={240} shadow="md" transitionProps={{ duration: 120 }}>
      <Menu.Target>
        <UnstyledButton className={classes.user} aria-label={narrow ? user.name : undefined}>
          <span className={classes.initial} aria-hidden="true">
            {[...user.name][0]?.toUpperCase() ?? '?'}
          </span>
          {!narrow && <span className={classes.name}>{user.name}</span>}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.email}>{user.email}</Menu.Label>
        <div className={classes.theme}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label="Theme"
            data={THEMES}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            transitionDuration={120}
          />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="leave" />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
