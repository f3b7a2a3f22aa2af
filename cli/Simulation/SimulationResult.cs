using System.Text.Json;

namespace BalanceNotifications.Simulation;

/// <summary>What the API answers to a simulation, as far as it is shown here.</summary>
internal sealed record SimulationResult(
    int Revision,
    int Accounts,
    int Days,
    double Seconds,
    int Statements,
    IReadOnlyDictionary<string, int> Unplanned,
    int Planned,
    IReadOnlyDictionary<string, int> ByStatus,
    IReadOnlyDictionary<string, int> ByReason,
    IReadOnlyDictionary<string, int> ByChannel,
    decimal Cost,
    decimal PostageSaved)
{
    /// <summary>One line for programs; <c>byStatus</c> adds up to <c>planned</c>.</summary>
    public string ToLine() => JsonSerializer.Serialize(
        new { Accounts, Days, Seconds, Planned, ByStatus, ByReason, Cost, PostageSaved }, JsonSerializerOptions.Web);
}
