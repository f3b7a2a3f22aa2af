using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// A real Postfix with a configuration and a queue of its own, on loopback. It takes everything, delivers nothing (nobody
/// lives at <c>home.example</c>), and hands what comes back to <c>bn.example</c> to our own script, which posts it to an
/// api. Needs root, as Postfix does.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PostfixServer : IAsyncDisposable
{
    private const string Postfix = "/usr/sbin/postfix";

    private const string Master = """
        127.0.0.1:{port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        error unix - - n - - error
        retry unix - - n - - error
        local unix - n n - - local
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd
        report unix - n n - - pipe flags=DR user=nobody argv={folder}/post-report {url} {folder}/report-header

        """;

    private const string Main = """
        compatibility_level = 3.6
        queue_directory = {folder}/queue
        data_directory = {folder}/data
        mail_owner = postfix
        setgid_group = postdrop
        default_privs = nobody
        myhostname = relay.example
        smtpd_banner = $myhostname ESMTP {folder}
        mydestination = home.example
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        local_recipient_maps =
        alias_maps =
        alias_database =
        smtpd_reject_unlisted_recipient = no
        default_transport = error:5.4.4 nothing leaves this machine
        relay_transport = error:5.4.4 nothing leaves this machine
        transport_maps = inline:{ { bn.example = report: } }
        maillog_file = {folder}/log
        maillog_file_prefixes = /

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postfix-");
    private readonly Process _process;

    private PostfixServer(int port, Uri reports, string secret)
    {
        // Its processes run as other users, who must get in; the header is for the pipe's user alone.
        File.SetUnixFileMode(_folder.FullName, Mode(5, 5) | UnixFileMode.UserWrite);
        File.Copy(Repository.File("deploy/email/post-report"), In("post-report"));
        File.SetUnixFileMode(In("post-report"), Mode(5, 5));
        File.WriteAllText(In("report-header"), $"Authorization: Bearer {secret}\n");
        Directory.CreateDirectory(In("queue"));
        Directory.CreateDirectory(In("data"));
        Directory.CreateDirectory(In("etc"));
        Run("/usr/bin/chown", "postfix", In("data"));
        Run("/usr/bin/chown", "nobody", In("report-header"));
        File.WriteAllText(In("etc/main.cf"), Fill(Main, port, reports));
        File.WriteAllText(In("etc/master.cf"), Fill(Master, port, reports));
        _process = Process.Start(new ProcessStartInfo(Postfix, ["-c", In("etc"), "start-fg"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Null where it can run; otherwise why not.</summary>
    public static string? Lacking =>
        !File.Exists(Postfix) ? "Postfix is missing; it is Debian's package postfix."
        : !Environment.IsPrivilegedProcess ? "Postfix runs as root only."
        : null;

    public string Log => File.Exists(In("log")) ? File.ReadAllText(In("log")) : "";

    /// <summary>Returns when it greets.</summary>
    /// <param name="reports">Where our script posts what comes back.</param>
    public static async Task<PostfixServer> StartAsync(
        int port, Uri reports, string secret, CancellationToken cancellationToken)
    {
        var server = new PostfixServer(port, reports, secret);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await server.GreetAsync(port, patience.Token);
                return server;
            }
            catch (SocketException) when (!server._process.HasExited)
            {
                // Connecting is the only way to learn that it listens.
                await Task.Yield();
            }
            catch (Exception e)
            {
                var log = server.Log;
                await server.DisposeAsync();
                throw new InvalidOperationException($"Postfix does not start: {log}", e);
            }
        }
    }

    // Another server may have the port, even another Postfix: the folder is in nobody else's banner.
    private async Task GreetAsync(int port, CancellationToken cancellationToken)
    {
        using var probe = new TcpClient();
        await probe.ConnectAsync("127.0.0.1", port, cancellationToken);
        using var reader = new StreamReader(probe.GetStream());
        var greeting = await reader.ReadLineAsync(cancellationToken);
        if (greeting != $"220 relay.example ESMTP {_folder.FullName}")
        {
            throw new InvalidOperationException($"Not our Postfix: {greeting}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Run(Postfix, "-c", In("etc"), "stop");
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private string Fill(string text, int port, Uri reports) => text
        .Replace("{folder}", _folder.FullName, StringComparison.Ordinal)
        .Replace("{port}", $"{port}", StringComparison.Ordinal)
        .Replace("{url}", reports.ToString(), StringComparison.Ordinal);

    private static UnixFileMode Mode(int group, int others) =>
        UnixFileMode.UserRead | UnixFileMode.UserExecute | (UnixFileMode)((group << 3) | others);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.WaitForExit();
    }
}
