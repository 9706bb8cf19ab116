export type PanelName = 'chat' | 'people' | 'invite' | 'statistics' | 'polls' | 'notes' | 'timer'
