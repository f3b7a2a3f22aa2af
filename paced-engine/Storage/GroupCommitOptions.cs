using Batching;
using Microsoft.Extensions.Options;

namespace PacedEngine.Storage;

/// <summary>How states are gathered into statements.</summary>
public sealed class GroupCommitOptions
{
    [ValidateObjectMembers]
    public BatchOptions Reads { get; set; } = new();

    [ValidateObjectMembers]
    public BatchOptions Writes { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class GroupCommitOptionsValidator : IValidateOptions<GroupCommitOptions>;
