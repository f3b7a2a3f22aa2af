using System.CommandLine;
using BalanceNotifications.Http;

namespace BalanceNotifications.Audit;

/// <summary><c>audit verify</c>: whether anybody has changed an audit trail behind its seals.</summary>
internal static class AuditCommand
{
    private static readonly Option<Uri> Url = ApiOptions.Url();

    private static readonly Option<string> Key = ApiOptions.Key();

    private static readonly Option<string> Practice = new("--practice")
    {
        Description = "Slug of the practice; the trail of the installation when left out.",
    };

    private static readonly Option<string> Head = new("--head")
    {
        Description = "A head as an earlier run printed it: shows also what was cut off or made anew since.",
    };

    public static Command Create()
    {
        var verify = new Command("verify", "Computes the seals anew. Exit code 1 and the first broken seal where one does not hold.")
        {
            Url, Key, Practice, Head,
        };
        verify.SetAction(RunAsync);
        return new Command("audit", "The trail of who changed what.") { verify };
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var api = new ApiConnection(arguments.GetRequiredValue(Url), arguments.GetRequiredValue(Key));
        var trail = arguments.GetValue(Practice) is { } practice ? $"/v1/practices/{practice}/audit" : "/v1/audit";
        var head = arguments.GetValue(Head) is { } known ? $"&head={Uri.EscapeDataString(known)}" : "";
        try
        {
            var answer = await AskAsync(1);
            while (answer is { Ok: true, Next: { } next })
            {
                answer = answer.Then(await AskAsync(next));
            }

            foreach (var line in answer.Lines())
            {
                await Console.Out.WriteLineAsync(line);
            }

            return answer.Ok ? 0 : 1;
        }
        catch (ApiException e)
        {
            await Console.Error.WriteLineAsync($"audit verify: {e.Message}");
            return 2;
        }

        Task<VerifyAnswer> AskAsync(int from) =>
            api.GetAsync<VerifyAnswer>($"{trail}/verify?from={from}{head}", cancellationToken);
    }
}
