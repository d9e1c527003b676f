@echo off
rem The llmops command for Windows. Needs a Java 25 runtime, found through LLMOPS_JAVA, JAVA_HOME or the PATH.
setlocal
set "HOME_DIR=%~dp0.."
for %%I in ("%HOME_DIR%") do set "HOME_DIR=%%~fI"

set "JAVA_EXE=java.exe"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"
if defined LLMOPS_JAVA set "JAVA_EXE=%LLMOPS_JAVA%"

"%JAVA_EXE%" -version 2>&1 | findstr /r /c:"version .2[5-9]" >nul
if errorlevel 1 (
  echo llmops needs Java 25 and found none: install it, or set JAVA_HOME. 1>&2
  exit /b 69
)

if defined LLMOPS_LOG_FORMAT if not "%LLMOPS_LOG_FORMAT%"=="text" if not "%LLMOPS_LOG_FORMAT%"=="json" (
  echo llmops knows no LLMOPS_LOG_FORMAT %LLMOPS_LOG_FORMAT%: set it to text or json. 1>&2
  exit /b 78
)

if not defined LLMOPS_DATA set "LLMOPS_DATA=%HOME_DIR%\data"
if not exist "%LLMOPS_DATA%" mkdir "%LLMOPS_DATA%" 2>nul
if not exist "%LLMOPS_DATA%" set "LLMOPS_DATA=%LOCALAPPDATA%\llmops"
if not exist "%LLMOPS_DATA%" mkdir "%LLMOPS_DATA%"
rem The full path, without a backslash at its end, which would escape the quote behind it.
for %%I in ("%LLMOPS_DATA%\.") do set "LLMOPS_DATA=%%~fI"

rem Compiled with full effort is what stays hot for minutes: a server has bursts of work between long waits.
set "HEAP=-Xms160m -Xmx512m -XX:NewSize=96m"
if defined LLMOPS_JAVA_OPTS if not "%LLMOPS_JAVA_OPTS:-Xmx=%"=="%LLMOPS_JAVA_OPTS%" set "HEAP="
"%JAVA_EXE%" -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=20000 ^
  -XX:Tier4CompileThreshold=200000 -XX:Tier4BackEdgeThreshold=600000 ^
  -XX:+UseSerialGC %HEAP% -XX:+ExitOnOutOfMemoryError ^
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ^
  -Dguice_bytecode_gen_option=DISABLED -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 ^
  "-Dllmops.home=%HOME_DIR%" "-Dllmops.data=%LLMOPS_DATA%" ^
  %LLMOPS_JAVA_OPTS% ^
  -cp "%HOME_DIR%\lib\*" dev.llmops.cli.Llmops %*
exit /b %ERRORLEVEL%
