//! The words of unit files.
//!
//! Source: `systemd --dump-configuration-items` of 252.38 (Debian 12); the words that came later, from systemd.unit(5),
//! systemd.service(5), systemd.exec(5) and systemd.resource-control(5) of 257.

/// Of every unit with a control group.
pub(super) const CGROUP: &str = "AllowedCPUs AllowedMemoryNodes BPFProgram BlockIOAccounting BlockIODeviceWeight BlockIOReadBandwidth \
    BlockIOWeight BlockIOWriteBandwidth CPUAccounting CPUQuota CPUQuotaPeriodSec CPUShares CPUWeight \
    CoredumpReceive DefaultMemoryLow DefaultMemoryMin DefaultStartupMemoryLow Delegate DelegateSubgroup \
    DeviceAllow DevicePolicy DisableControllers IOAccounting IODeviceLatencyTargetSec IODeviceWeight \
    IOReadBandwidthMax IOReadIOPSMax IOWeight IOWriteBandwidthMax IOWriteIOPSMax IPAccounting \
    IPAddressAllow IPAddressDeny IPEgressFilterPath IPIngressFilterPath ManagedOOMMemoryPressure \
    ManagedOOMMemoryPressureDurationSec ManagedOOMMemoryPressureLimit ManagedOOMPreference \
    ManagedOOMSwap MemoryAccounting MemoryHigh MemoryLimit MemoryLow MemoryMax MemoryMin \
    MemoryPressureThresholdSec MemoryPressureWatch MemorySwapMax MemoryZSwapMax MemoryZSwapWriteback \
    NFTSet RestrictNetworkInterfaces Slice SocketBindAllow SocketBindDeny StartupAllowedCPUs \
    StartupAllowedMemoryNodes StartupBlockIOWeight StartupCPUShares StartupCPUWeight StartupIOWeight \
    StartupMemoryHigh StartupMemoryLow StartupMemoryMax StartupMemorySwapMax StartupMemoryZSwapMax \
    TasksAccounting TasksMax";

/// Of every unit that runs programs.
pub(super) const EXEC: &str = "AmbientCapabilities AppArmorProfile BindNetworkInterface BindPaths BindReadOnlyPaths CPUAffinity \
    CPUSchedulingPolicy CPUSchedulingPriority CPUSchedulingResetOnFork CacheDirectory CacheDirectoryMode \
    CapabilityBoundingSet ConfigurationDirectory ConfigurationDirectoryMode CoredumpFilter DynamicUser \
    Environment EnvironmentFile ExecPaths ExecSearchPath ExtensionDirectories ExtensionImagePolicy \
    ExtensionImages FileDescriptorStorePreserve FinalKillSignal Group IOSchedulingClass \
    IOSchedulingPriority IPCNamespacePath IgnoreSIGPIPE ImportCredential InaccessibleDirectories \
    InaccessiblePaths KeyringMode KillMode KillSignal LimitAS LimitCORE LimitCPU LimitDATA LimitFSIZE \
    LimitLOCKS LimitMEMLOCK LimitMSGQUEUE LimitNICE LimitNOFILE LimitNPROC LimitRSS LimitRTPRIO \
    LimitRTTIME LimitSIGPENDING LimitSTACK LoadCredential LoadCredentialEncrypted LockPersonality \
    LogExtraFields LogLevelMax LogNamespace LogRateLimitBurst LogRateLimitIntervalSec LogsDirectory \
    LogsDirectoryMode MemoryDenyWriteExecute MemoryKSM MountAPIVFS MountFlags MountImagePolicy \
    MountImages NUMAMask NUMAPolicy NetworkNamespacePath Nice NoExecPaths NoNewPrivileges OOMScoreAdjust \
    PAMName PassEnvironment Personality PrivateDevices PrivateIPC PrivateMounts PrivateNetwork \
    PrivatePIDs PrivateTmp PrivateUsers ProcSubset ProtectClock ProtectControlGroups ProtectHome \
    ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables ProtectProc \
    ProtectSystem ReadOnlyDirectories ReadOnlyPaths ReadWriteDirectories ReadWritePaths RemoveIPC \
    RestartKillSignal RestrictAddressFamilies RestrictFileSystems RestrictNamespaces RestrictRealtime \
    RestrictSUIDSGID RootDirectory RootEphemeral RootHash RootHashSignature RootImage RootImageOptions \
    RootImagePolicy RootVerity RuntimeDirectory RuntimeDirectoryMode RuntimeDirectoryPreserve \
    SELinuxContext SecureBits SendSIGHUP SendSIGKILL SetCredential SetCredentialEncrypted \
    SetLoginEnvironment SmackProcessLabel StandardError StandardInput StandardInputData \
    StandardInputText StandardOutput StateDirectory StateDirectoryMode StateDirectoryQuota \
    SupplementaryGroups SyslogFacility SyslogIdentifier SyslogLevel SyslogLevelPrefix \
    SystemCallArchitectures SystemCallErrorNumber SystemCallFilter SystemCallLog TTYColumns TTYPath \
    TTYReset TTYRows TTYVHangup TTYVTDisallocate TemporaryFileSystem TimeoutCleanSec TimeoutSec \
    TimerSlackNSec UMask UnsetEnvironment User UtmpIdentifier UtmpMode WatchdogSignal WorkingDirectory";

/// Of `[Unit]` alone.
pub(super) const UNIT: &str = "After AllowIsolate AssertACPower AssertArchitecture AssertCPUFeature AssertCPUPressure AssertCPUs \
    AssertCapability AssertControlGroupController AssertCredential AssertDirectoryNotEmpty \
    AssertEnvironment AssertFileIsExecutable AssertFileNotEmpty AssertFirstBoot AssertGroup AssertHost \
    AssertIOPressure AssertKernelCommandLine AssertKernelVersion AssertMemory AssertMemoryPressure \
    AssertNeedsUpdate AssertOSRelease AssertPathExists AssertPathExistsGlob AssertPathIsDirectory \
    AssertPathIsEncrypted AssertPathIsMountPoint AssertPathIsReadWrite AssertPathIsSymbolicLink \
    AssertSecurity AssertUser AssertVirtualization Before BindTo BindsTo CollectMode ConditionACPower \
    ConditionArchitecture ConditionCPUFeature ConditionCPUPressure ConditionCPUs ConditionCapability \
    ConditionControlGroupController ConditionCredential ConditionDirectoryNotEmpty ConditionEnvironment \
    ConditionFileIsExecutable ConditionFileNotEmpty ConditionFirmware ConditionFirstBoot ConditionGroup \
    ConditionHost ConditionIOPressure ConditionKernelCommandLine ConditionKernelVersion ConditionMemory \
    ConditionMemoryPressure ConditionNeedsUpdate ConditionOSRelease ConditionPathExists \
    ConditionPathExistsGlob ConditionPathIsDirectory ConditionPathIsEncrypted ConditionPathIsMountPoint \
    ConditionPathIsReadWrite ConditionPathIsSymbolicLink ConditionSecurity ConditionUser \
    ConditionVirtualization Conflicts DefaultDependencies Description Documentation FailureAction \
    FailureActionExitStatus IgnoreOnIsolate JobRunningTimeoutSec JobTimeoutAction \
    JobTimeoutRebootArgument JobTimeoutSec JoinsNamespaceOf OnFailure OnFailureIsolate OnFailureJobMode \
    OnSuccess OnSuccessJobMode PartOf PropagateReloadFrom PropagateReloadTo PropagatesReloadTo \
    PropagatesStopTo RebootArgument RefuseManualStart RefuseManualStop ReloadPropagatedFrom Requires \
    RequiresMountsFor RequiresOverridable Requisite RequisiteOverridable SourcePath StartLimitAction \
    StartLimitBurst StartLimitInterval StartLimitIntervalSec StopPropagatedFrom StopWhenUnneeded \
    SuccessAction SuccessActionExitStatus SurviveFinalKillSignal Upholds Wants";

/// Of `[Service]` alone.
pub(super) const SERVICE: &str = "BusName ExecCondition ExecReload ExecStart ExecStartPost ExecStartPre ExecStop ExecStopPost ExitType \
    FailureAction FileDescriptorStoreMax GuessMainPID NonBlocking NotifyAccess OOMPolicy OpenFile \
    PIDFile PermissionsStartOnly RebootArgument ReloadSignal RemainAfterExit Restart \
    RestartForceExitStatus RestartMaxDelaySec RestartMode RestartPreventExitStatus RestartSec \
    RestartSteps RootDirectoryStartOnly RuntimeMaxSec RuntimeRandomizedExtraSec Sockets StartLimitAction \
    StartLimitBurst StartLimitInterval SuccessExitStatus TimeoutAbortSec TimeoutStartFailureMode \
    TimeoutStartSec TimeoutStopFailureMode TimeoutStopSec Type USBFunctionDescriptors USBFunctionStrings \
    WatchdogSec";

/// Of `[Socket]` alone.
pub(super) const SOCKET: &str = "Accept Backlog BindIPv6Only BindToDevice Broadcast DeferAcceptSec DeferTrigger DirectoryMode \
    ExecStartPost ExecStartPre ExecStopPost ExecStopPre FileDescriptorName FlushPending FreeBind IPTOS \
    IPTTL KeepAlive KeepAliveIntervalSec KeepAliveProbes KeepAliveTimeSec ListenDatagram ListenFIFO \
    ListenMessageQueue ListenNetlink ListenSequentialPacket ListenSpecial ListenStream ListenUSBFunction \
    Mark MaxConnections MaxConnectionsPerSource MessageQueueMaxMessages MessageQueueMessageSize NoDelay \
    PassCredentials PassFileDescriptorsToExec PassPacketInfo PassSecurity PipeSize PollLimitBurst \
    PollLimitIntervalSec Priority ReceiveBuffer RemoveOnStop ReusePort SELinuxContextFromNet SendBuffer \
    Service SmackLabel SmackLabelIPIn SmackLabelIPOut SocketGroup SocketMode SocketProtocol SocketUser \
    Symlinks TCPCongestion Timestamping Transparent TriggerLimitBurst TriggerLimitIntervalSec Writable";

/// Of `[Mount]` alone.
pub(super) const MOUNT: &str =
    "DirectoryMode ForceUnmount LazyUnmount Options ReadWriteOnly SloppyOptions Type What Where";

/// Of `[Automount]` alone.
pub(super) const AUTOMOUNT: &str = "DirectoryMode ExtraOptions TimeoutIdleSec Where";

/// Of `[Swap]` alone.
pub(super) const SWAP: &str = "Options Priority What";

/// Of `[Timer]` alone.
pub(super) const TIMER: &str = "AccuracySec DeferReactivation FixedRandomDelay OnActiveSec OnBootSec OnCalendar OnClockChange \
    OnStartupSec OnTimezoneChange OnUnitActiveSec OnUnitInactiveSec Persistent RandomizedDelaySec \
    RemainAfterElapse Unit WakeSystem";

/// Of `[Path]` alone.
pub(super) const PATH: &str = "DirectoryMode DirectoryNotEmpty MakeDirectory PathChanged PathExists PathExistsGlob PathModified \
    TriggerLimitBurst TriggerLimitIntervalSec Unit";

/// Of `[Slice]` alone.
pub(super) const SLICE: &str = "";

/// Of `[Scope]` alone.
pub(super) const SCOPE: &str = "FinalKillSignal KillMode KillSignal OOMPolicy RestartKillSignal RuntimeMaxSec \
    RuntimeRandomizedExtraSec SendSIGHUP SendSIGKILL TimeoutStopSec WatchdogSignal";

/// Of `[Install]` alone.
pub(super) const INSTALL: &str = "Alias Also DefaultInstance RequiredBy WantedBy";

/// Words with a boolean.
pub(super) const BOOLEANS: &str = "Accept AllowIsolate BlockIOAccounting Broadcast CPUAccounting CPUSchedulingResetOnFork \
    DefaultDependencies DynamicUser FixedRandomDelay FlushPending ForceUnmount FreeBind GuessMainPID \
    IOAccounting IPAccounting IgnoreOnIsolate IgnoreSIGPIPE KeepAlive LazyUnmount LockPersonality \
    MakeDirectory MemoryAccounting MemoryDenyWriteExecute NoDelay NoNewPrivileges NonBlocking \
    OnClockChange OnFailureIsolate OnTimezoneChange PassCredentials PassPacketInfo PassSecurity \
    PermissionsStartOnly Persistent PrivateDevices PrivateIPC PrivateMounts PrivateNetwork ProtectClock \
    ProtectKernelLogs ProtectKernelModules ProtectKernelTunables ReadWriteOnly RefuseManualStart \
    RefuseManualStop RemainAfterElapse RemainAfterExit RemoveIPC RemoveOnStop RestrictRealtime \
    RestrictSUIDSGID ReusePort RootDirectoryStartOnly SELinuxContextFromNet SendSIGHUP SendSIGKILL \
    SloppyOptions StopWhenUnneeded SyslogLevelPrefix TTYReset TTYVHangup TTYVTDisallocate \
    TasksAccounting Transparent WakeSystem Writable";

/// Words with a length of time.
pub(super) const SECONDS: &str = "AccuracySec DeferAcceptSec KeepAliveIntervalSec KeepAliveTimeSec LogRateLimitIntervalSec OnActiveSec \
    OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec RandomizedDelaySec RestartSec RuntimeMaxSec \
    RuntimeRandomizedExtraSec StartLimitInterval StartLimitIntervalSec TimeoutAbortSec TimeoutCleanSec \
    TimeoutSec TimeoutStartSec TimeoutStopSec TriggerLimitIntervalSec WatchdogSec";

/// Words with names of units.
pub(super) const UNITS: &str = "After Before BindTo BindsTo Conflicts JoinsNamespaceOf OnFailure OnSuccess PartOf \
    PropagateReloadFrom PropagateReloadTo PropagatesReloadTo PropagatesStopTo ReloadPropagatedFrom \
    Requires Requisite StopPropagatedFrom Unit Upholds Wants";

/// Words for which an empty value resets nothing: systemd says that it cannot read it, and ignores the line.
///
/// Source: `systemd-analyze verify` 252.39 and 257.13 on a unit for each word with nothing behind the `=`.
pub(super) const NEVER_EMPTY: &str = "Accept AccuracySec AllowIsolate Backlog BindIPv6Only BlockIOAccounting Broadcast \
    BusName CPUAccounting CPUSchedulingPriority CPUSchedulingResetOnFork CacheDirectoryMode \
    CollectMode ConfigurationDirectoryMode CoredumpReceive DefaultDependencies DeferAcceptSec \
    DeferReactivation DevicePolicy DirectoryMode DynamicUser ExitType FailureAction \
    FileDescriptorStoreMax FileDescriptorStorePreserve FinalKillSignal FixedRandomDelay FlushPending \
    FreeBind GuessMainPID IOAccounting IPAccounting IPTTL IgnoreOnIsolate IgnoreSIGPIPE \
    JobRunningTimeoutSec JobTimeoutAction JobTimeoutSec KeepAlive KeepAliveIntervalSec KeepAliveProbes \
    KeepAliveTimeSec KeyringMode KillSignal LimitAS LimitCORE LimitCPU LimitDATA LimitFSIZE LimitLOCKS \
    LimitMEMLOCK LimitMSGQUEUE LimitNICE LimitNOFILE LimitNPROC LimitRSS LimitRTPRIO LimitRTTIME \
    LimitSIGPENDING LimitSTACK LockPersonality LogLevelMax LogRateLimitBurst LogRateLimitIntervalSec \
    LogsDirectoryMode MakeDirectory ManagedOOMPreference Mark MaxConnections MaxConnectionsPerSource \
    MemoryAccounting MemoryDenyWriteExecute MemoryPressureThresholdSec MemoryPressureWatch \
    MemoryZSwapWriteback MessageQueueMaxMessages MessageQueueMessageSize NoDelay NoNewPrivileges \
    NonBlocking NotifyAccess OOMPolicy OnClockChange OnFailureIsolate OnFailureJobMode \
    OnSuccessJobMode OnTimezoneChange PassCredentials PassFileDescriptorsToExec PassPacketInfo \
    PassSecurity PermissionsStartOnly Persistent PipeSize PollLimitBurst PollLimitIntervalSec Priority \
    PrivateDevices PrivateIPC PrivateMounts PrivateNetwork PrivatePIDs PrivateTmp PrivateUsers \
    ProcSubset ProtectClock ProtectControlGroups ProtectHome ProtectHostname ProtectKernelLogs \
    ProtectKernelModules ProtectKernelTunables ProtectProc ProtectSystem RandomizedDelaySec \
    ReceiveBuffer RefuseManualStart RefuseManualStop ReloadSignal RemainAfterElapse RemainAfterExit \
    RemoveIPC RemoveOnStop Restart RestartKillSignal RestartMaxDelaySec RestartMode RestartSec \
    RestartSteps RestrictRealtime RestrictSUIDSGID ReusePort RootDirectoryStartOnly RootEphemeral \
    RuntimeDirectoryMode RuntimeDirectoryPreserve RuntimeMaxSec RuntimeRandomizedExtraSec \
    SELinuxContextFromNet SendBuffer SendSIGHUP SendSIGKILL Service Slice SocketMode SocketProtocol \
    StandardError StandardInput StandardOutput StartLimitAction StartLimitBurst StartLimitInterval \
    StartLimitIntervalSec StateDirectoryMode StopWhenUnneeded SuccessAction SurviveFinalKillSignal \
    SyslogFacility SyslogLevel SyslogLevelPrefix TTYReset TTYVHangup TTYVTDisallocate TasksAccounting \
    TimeoutCleanSec TimeoutSec TimeoutStartFailureMode TimeoutStartSec TimeoutStopFailureMode \
    TimeoutStopSec TimerSlackNSec Timestamping Transparent TriggerLimitBurst TriggerLimitIntervalSec \
    Type UMask Unit UtmpMode WakeSystem WatchdogSec WatchdogSignal Writable";
