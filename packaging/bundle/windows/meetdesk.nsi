; The installer for Windows, for one person and without administrator's rights. Compiled by installer.py with
;   VERSION (1.2.3), NUMBERS (1.2.3.0), SOURCE (folder of the frozen app), KILOBYTES (its size), ICON, TARGET (the installer).
Unicode true
SetCompressor /SOLID lzma
!include MUI2.nsh
!include LogicLib.nsh
!include x64.nsh

!define ARP "Software\Microsoft\Windows\CurrentVersion\Uninstall\MeetDesk"
!define LINKS "Software\Classes\meetdesk"
; The Evergreen runtime, as Microsoft documents its detection.
!define WEBVIEW2 "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

Name "MeetDesk"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\MeetDesk"
InstallDirRegKey HKCU "Software\MeetDesk" "InstallDir"
RequestExecutionLevel user
BrandingText "MeetDesk ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=0 "ProductName" "MeetDesk"
VIAddVersionKey /LANG=0 "FileDescription" "MeetDesk Setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\meetdesk.exe"
!insertmacro MUI_PAGE_LICENSE "${SOURCE}/LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString NoWebView2 ${LANG_ENGLISH} "MeetDesk shows its window with Microsoft Edge WebView2, which is not on this computer. Install the “Evergreen Standalone Installer” of WebView2 as well; until then MeetDesk opens in the default browser."
LangString NoWebView2 ${LANG_SIMPCHINESE} "MeetDesk 的窗口需要 Microsoft Edge WebView2，而这台电脑上没有。请另外安装 WebView2 的“常青独立安装程序”；在此之前，MeetDesk 会在默认浏览器中打开。"
LangString Running ${LANG_ENGLISH} "MeetDesk is running. Close it, then try again."
LangString Running ${LANG_SIMPCHINESE} "MeetDesk 正在运行。请先关闭它，然后重试。"
LangString NotThisWindows ${LANG_ENGLISH} "MeetDesk needs a 64-bit Windows."
LangString NotThisWindows ${LANG_SIMPCHINESE} "MeetDesk 需要 64 位 Windows。"

; A program that runs cannot be written over.
!macro EnsureClosed
  closed_again:
  ${If} ${FileExists} "$INSTDIR\meetdesk.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\meetdesk.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY closed_again
      Abort "$(Running)"
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(NotThisWindows)" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

Section "MeetDesk"
  !insertmacro EnsureClosed
  ; What an older version brought and this one does not must not stay.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\MeetDesk.lnk" "$INSTDIR\meetdesk.exe"

  WriteRegStr HKCU "${LINKS}" "" "URL:MeetDesk"
  WriteRegStr HKCU "${LINKS}" "URL Protocol" ""
  WriteRegStr HKCU "${LINKS}\DefaultIcon" "" "$INSTDIR\meetdesk.exe,0"
  WriteRegStr HKCU "${LINKS}\shell\open\command" "" '"$INSTDIR\meetdesk.exe" "%1"'

  WriteRegStr HKCU "Software\MeetDesk" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${ARP}" "DisplayName" "MeetDesk"
  WriteRegStr HKCU "${ARP}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ARP}" "DisplayIcon" "$INSTDIR\meetdesk.exe"
  WriteRegStr HKCU "${ARP}" "Publisher" "MeetDesk"
  WriteRegStr HKCU "${ARP}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ARP}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${ARP}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${ARP}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${ARP}" "NoModify" 1
  WriteRegDWORD HKCU "${ARP}" "NoRepair" 1

  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW2}" "pv"
  ${If} $0 == ""
    ReadRegStr $0 HKCU "Software\${WEBVIEW2}" "pv"
  ${EndIf}
  ${If} $0 == ""
  ${OrIf} $0 == "0.0.0.0"
    MessageBox MB_OK|MB_ICONINFORMATION "$(NoWebView2)" /SD IDOK
  ${EndIf}
SectionEnd

; Settings, chats and the certificate stay: they are the person's.
Section "Uninstall"
  !insertmacro EnsureClosed
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\meetdesk.exe"
  Delete "$INSTDIR\meetdesk-cli.exe"
  Delete "$INSTDIR\meetdesk.cdx.json"
  Delete "$INSTDIR\LICENSE"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\MeetDesk.lnk"
  DeleteRegKey HKCU "${LINKS}"
  DeleteRegKey HKCU "${ARP}"
  DeleteRegKey HKCU "Software\MeetDesk"
SectionEnd
