using System.Globalization;

namespace BalanceNotifications.Calls;

/// <summary>What a provider's answer about a call says, and of whom.</summary>
public enum CallFault
{
    /// <summary>The number does not exist or cannot be called.</summary>
    Recipient,

    /// <summary>Worth another attempt within the hours.</summary>
    Later,

    /// <summary>Not worth another attempt.</summary>
    GivenUp,

    /// <summary>Our account, our number, a permission of ours; says nothing about the guarantor.</summary>
    Sender,
}

/// <summary>The embedded table <c>call-outcomes.csv</c>: answers of Twilio about calls, with their source.</summary>
public static class CallOutcomes
{
    private static readonly Dictionary<(string Kind, string Code), CallOutcome> Rows =
        All().ToDictionary(row => (row.Kind, row.Code));

    /// <summary>Of a request, or of a call that failed. Null when the code is not known.</summary>
    public static CallFault? OfError(int code) => Find("error", code.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Of a call that nobody answered: Twilio's error code says most, then the code of the network, then the status.
    /// </summary>
    /// <param name="status">As <c>CallStatus</c> spells it.</param>
    /// <returns>Null when the status is none of a call that nobody answered.</returns>
    public static CallFault? OfCall(string? status, string? errorCode, string? sipCode) =>
        Find("status", status) is not { } fault ? null
        // What rang out says so with 487, and may say with 404 or 480 besides where it was tried.
        : status is not "failed" ? fault
        : Find("error", errorCode) ?? Find("sip", sipCode) ?? fault;

    public static IEnumerable<CallOutcome> All()
    {
        using var resource = typeof(CallOutcomes).Assembly.GetManifestResourceStream("call-outcomes.csv")!;
        using var reader = new StreamReader(resource);
        foreach (var line in reader.ReadToEnd().Split('\n').Where(line => line is [not '#', ..]).Skip(1))
        {
            var cells = line.Split(',', 5);
            yield return new(cells[0], cells[1], Enum.Parse<CallFault>(cells[2], ignoreCase: true), cells[3], cells[4]);
        }
    }

    private static CallFault? Find(string kind, string? code) =>
        code is not null && Rows.TryGetValue((kind, code), out var row) ? row.Fault : null;
}

/// <param name="Kind"><c>error</c>, <c>sip</c> or <c>status</c>.</param>
/// <param name="Source">Where it is written.</param>
public sealed record CallOutcome(string Kind, string Code, CallFault Fault, string Source, string Means);
