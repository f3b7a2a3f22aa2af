using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace BalanceNotifications.Fixtures;

/// <summary>One connection to a <see cref="ScriptedSmtpServer"/>.</summary>
internal sealed class SmtpServerSession
{
    private readonly ScriptedSmtpServer _server;
    private readonly TcpClient _client;
    private readonly int _number;
    private readonly CancellationToken _stopping;
    private Stream _stream;

    public SmtpServerSession(ScriptedSmtpServer server, TcpClient client, int number, CancellationToken stopping)
    {
        (_server, _client, _number, _stopping) = (server, client, number, stopping);
        _stream = client.GetStream();
        Ended = RunAsync();
    }

    /// <summary>Ends when the connection is closed, by whichever side.</summary>
    public Task Ended { get; }

    public async Task CloseAsync(string? farewell)
    {
        if (Ended.IsCompleted)
        {
            return;
        }

        if (farewell is not null)
        {
            await WriteAsync(farewell);
        }

        // Ends the read that waits for the next command.
        _client.Client.Shutdown(SocketShutdown.Both);
        await Ended;
    }

    private async Task RunAsync()
    {
        try
        {
            await using var registration = _stopping.Register(_client.Close);
            if (await AnswerAsync("GREETING", "220 relay.example ESMTP"))
            {
                while (await ReadLineAsync() is { } line && await HandleAsync(line))
                {
                }
            }
        }
        catch (Exception e) when (
            e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client hung up, or the test is over.
        }
        finally
        {
            _client.Close();
        }
    }

    private async Task<bool> HandleAsync(string line)
    {
        var verb = line.Split(' ')[0].ToUpperInvariant();
        _server.Commands.Enqueue(verb == "AUTH" ? verb : line);
        switch (verb)
        {
            case "EHLO":
                return await AnswerAsync(verb, Capabilities());

            case "STARTTLS":
                return await AnswerAsync(verb, "220 go ahead") && await TurnToTlsAsync();

            case "AUTH":
                return await AnswerAsync(verb, "235 2.7.0 welcome");

            case "DATA":
                return await DataAsync();

            case "QUIT":
                await AnswerAsync(verb, "221 2.0.0 bye");
                return false;

            default:
                return await AnswerAsync(verb, "250 2.0.0 ok");
        }
    }

    private Task<bool> AnswerAsync(string step, string yes) => PlayAsync(_server.At(step), yes);

    /// <summary>False when the connection is to end.</summary>
    private async Task<bool> PlayAsync(SmtpStep step, string yes)
    {
        switch (step)
        {
            case SmtpStep.Drop:
                return false;

            case SmtpStep.Hang:
                // Reads to its end: the client's hanging up is what ends this.
                while (await ReadLineAsync() is not null)
                {
                }

                return false;

            case SmtpStep.Hold hold:
                await hold.Until;
                goto default;

            default:
                await WriteAsync(step is SmtpStep.Reply reply ? reply.Text : yes);
                return true;
        }
    }

    private async Task<bool> DataAsync()
    {
        var goAhead = _server.At("DATA");
        if (goAhead is not SmtpStep.Yes)
        {
            return await PlayAsync(goAhead, yes: "");
        }

        await WriteAsync("354 go ahead");
        if (await ReadLineAsync() is not { } first || _server.At("HALFWAY") is SmtpStep.Drop)
        {
            return false;
        }

        var content = new StringBuilder();
        for (var line = first; line != "."; line = await ReadLineAsync() ?? throw new IOException("Half a message."))
        {
            content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        var step = _server.At("CONTENT");
        if (step is SmtpStep.Hold hold)
        {
            await hold.Until;
        }

        if (step is SmtpStep.Yes or SmtpStep.Hold or SmtpStep.Reply { Text: ['2', ..] })
        {
            _server.Take(_number, Encoding.Latin1.GetBytes(content.ToString()));
        }

        return await PlayAsync(step, "250 2.0.0 queued as 4711");
    }

    private async Task<bool> TurnToTlsAsync()
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _server.Certificate }, _stopping);
        _stream = tls;
        return true;
    }

    private string Capabilities()
    {
        var startTls = _server.Certificate is not null && _stream is not SslStream;
        string[] lines = ["relay.example", .. _server.Extensions, .. startTls ? new[] { "STARTTLS" } : []];
        return string.Join("\r\n", lines.Select((line, i) => $"250{(i == lines.Length - 1 ? ' ' : '-')}{line}"));
    }

    private Task WriteAsync(string reply) =>
        _stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), _stopping).AsTask();

    // Byte by byte: a buffer would swallow the start of TLS. Null at the end of the connection.
    private async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await _stream.ReadAsync(one, _stopping) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
