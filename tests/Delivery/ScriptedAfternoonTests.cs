using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Uses;

namespace BalanceNotifications.Delivery;

/// <summary>
/// 300 e-mails and 200 texts through a relay and a Twilio that misbehave by script. Mail is counted in the queue of the
/// relay, a process of Postfix's; texts in the log of the stand-in; neither in our history.
/// </summary>
public sealed class ScriptedAfternoonTests
{
    private const int Mails = 300;
    private const int Texts = 200;

    [Fact]
    public async Task Every_notification_ends_as_it_should_whatever_relay_and_Twilio_do()
    {
        await using var sink = await SmtpSink.StartAsync();
        await using var relay = new FaultyRelay(sink.Port, MailFault);
        await using var town = await DrivenTown.FoundAsync(relay: relay.Port);
        var twilio = new AfternoonTwilio(town);
        await SetUpAsync(town);

        // The texts go out at nine; what Twilio tells of them comes late, twice and in any order.
        await town.PassToAsync(DrivenTown.Monday, "09:20");
        await twilio.TellAsync();
        await town.PassToAsync(DrivenTown.Monday, "14:40");
        await twilio.TellAsync();
        await town.PassToAsync(DrivenTown.Monday, "19:50");
        await twilio.TellAsync();

        var ended = await EndedAsync(town);
        Assert.Equal(ExpectedEnds(), ended.Order());
        Assert.Equal(ExpectedSwitches(), (await LostSwitchesAsync(town)).Order());
        var (copies, mails) = CountMail(sink);
        var texts = twilio.ArrivedByNumber();
        Assert.All(texts.Values, count => Assert.Equal(1, count));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{mails} e-mails in the relay's queue, {copies} of them copies after a broken connection; "
            + $"{texts.Count} texts arrived of {twilio.Taken} taken in {twilio.Asked} requests; "
            + string.Join(", ", ended.GroupBy(end => end.Split(' ', 2)[1]).Select(e => $"{e.Count()} {e.Key}").Order()));
    }

    // Nobody has two Message-Ids; a second copy of one only where the connection broke.
    private static (int Copies, int Mails) CountMail(SmtpSink sink)
    {
        var queue = sink.Queue;
        var byGuarantor = queue.ToLookup(mail => Number(mail.To.Mailboxes.Single().Address));
        Assert.All(byGuarantor, guarantor => Assert.Single(guarantor.Select(mail => mail.MessageId).Distinct()));
        Assert.Equal(
            Enumerable.Range(0, Mails).Where(n => MailEnd(n).StartsWith("sent", StringComparison.Ordinal)),
            byGuarantor.Select(guarantor => guarantor.Key).Order());
        Assert.Equal(
            Enumerable.Range(0, 6), byGuarantor.Where(guarantor => guarantor.Count() > 1).Select(g => g.Key).Order());
        return (queue.Count - byGuarantor.Count, queue.Count);
    }

    // 2 % break after DATA; 10 % are put off, some of them for good; 5 % are refused.
    private static SmtpFault? MailFault(string recipient, int offered) => Number(recipient) switch
    {
        < 6 => offered == 1 ? new SmtpFault.DropAfterData() : null,
        < 31 and var n => offered <= 1 + (n % 3) ? new SmtpFault.Reply("451 4.3.0 later") : null,
        < 36 => new SmtpFault.Reply("451 4.3.0 later"),
        < 46 => new SmtpFault.Reply("550 5.1.1 nobody"),
        < 51 => offered == 1 ? new SmtpFault.Reply("550 5.7.1 not you") : null,
        _ => null,
    };

    private static string MailEnd(int number) => number switch
    {
        < 31 => "sent",
        < 36 => "undeliverableCanRetry smtp 451 4.3.0",
        < 46 => "undeliverablePermanent smtp 550 5.1.1",
        _ => "sent",
    };

    private static IEnumerable<string> ExpectedEnds() =>
        Enumerable.Range(0, Mails).Select(n => $"m{n} {MailEnd(n)}")
            .Concat(Enumerable.Range(0, Texts).Select(n => $"t{n} {AfternoonTwilio.End(n)}"))
            .Order();

    // Ten mailboxes that do not exist, ten that said STOP: nobody else loses anything.
    private static IEnumerable<string> ExpectedSwitches() =>
        Enumerable.Range(36, 10).Select(n => $"m{n} email erroredOut")
            .Concat(AfternoonTwilio.Stopped.Select(n => $"t{n} text optedOut"))
            .Order();

    private static async Task SetUpAsync(DrivenTown town)
    {
        var desk = new PracticeDesk(town);
        await desk.OpenAsync();
        var mail = await desk.WriteEmailAsync("<p>You owe {{ statement.amountDue }}: {{ quickPay.url }}</p>");
        var text = await desk.WriteTextAsync("You owe {{ statement.amountDue }}: {{ quickPay.url }}");
        await desk.ApproveProfileAsync(new JsonObject
        {
            ["notifications"] = new JsonArray(
                PracticeDesk.Rule("mail", "email", mail, "on", "statementDate", 0, "statement", audience: "paperless"),
                PracticeDesk.Rule("text", "text", text, "on", "statementDate", 0, "statement", audience: "notPaperless")),
        });
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Mails + Texts), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
            {
                var account = n < Mails ? $"m{n}" : $"t{n - Mails}";
                var phone = AfternoonTwilio.Phone(n < Mails ? 9000 : n - Mails);
                await desk.RegisterAsync(account, account, paperless: n < Mails, phone: phone);
                await desk.BillAsync(account, "S-1", DrivenTown.Monday, 120.00m);
            });
    }

    private static async Task<List<string>> EndedAsync(DrivenTown town)
    {
        var ended = new List<string>();
        var cursor = "";
        do
        {
            var page = await town.AskAsync(HttpMethod.Get, $"/notifications?limit=500{cursor}");
            ended.AddRange(page["items"]!.AsArray().Select(item =>
                $"{item!["account"]} {item["status"]} {item["reason"]}".TrimEnd()));
            cursor = page["next"] is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        return ended;
    }

    private static async Task<IReadOnlyCollection<string>> LostSwitchesAsync(DrivenTown town)
    {
        var lost = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Mails).Select(n => $"m{n}").Concat(Enumerable.Range(0, Texts).Select(n => $"t{n}")),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (account, _) =>
            {
                var switches = (await town.AskAsync(HttpMethod.Get, $"/accounts/{account}"))["switches"]!;
                foreach (var channel in (string[])["email", "text"])
                {
                    if ((string?)switches[channel] is { } state && state != "optedIn")
                    {
                        lost.Add($"{account} {channel} {state}");
                    }
                }
            });
        return lost;
    }

    private static int Number(string mailbox) =>
        int.Parse(mailbox[1..mailbox.IndexOf('@', StringComparison.Ordinal)], null);
}
